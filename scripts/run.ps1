# Sets up everything that is missing and opens the program on Windows; every argument is passed on (scripts\run.ps1 demo).
# Start it with:  powershell -ExecutionPolicy Bypass -File scripts\run.ps1
# Works in Windows PowerShell 5.1 and PowerShell 7. PortAudio comes inside the sounddevice wheel.
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$venv = Join-Path $root '.venv'
$python = Join-Path $venv 'Scripts\python.exe'
$dictate = Join-Path $venv 'Scripts\dictate.exe'

function Stop-WithSentence([string] $sentence) {
    [Console]::Error.WriteLine($sentence)
    exit 1
}

# A native program that fails does not throw in Windows PowerShell, so every call is checked.
function Invoke-Checked([string] $sentence, [string] $program, [string[]] $arguments) {
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { Stop-WithSentence $sentence }
}

# Returns the command that starts Python 3.11 or newer, as a list of words, or nothing.
function Find-Python {
    $candidates = @(@('py', '-3.11'), @('py', '-3.12'), @('py', '-3.13'), @('python'), @('python3'))
    foreach ($candidate in $candidates) {
        if (-not (Get-Command $candidate[0] -CommandType Application -ErrorAction SilentlyContinue)) { continue }
        $rest = @($candidate | Select-Object -Skip 1) + @('-c', 'import sys; raise SystemExit(sys.version_info < (3, 11))')
        # The Store's stand-in for python.exe and a missing version both write to stderr, which must not end the script.
        $ErrorActionPreference = 'Continue'
        & $candidate[0] @rest 2>&1 | Out-Null
        $found = $LASTEXITCODE -eq 0
        $ErrorActionPreference = 'Stop'
        if ($found) { return , $candidate }
    }
}

$requirements = Join-Path $root 'requirements\run.txt'
$stamp = Join-Path $venv 'setup-run'
$wanted = (Get-FileHash -Algorithm SHA256 $requirements).Hash + (Get-FileHash -Algorithm SHA256 (Join-Path $root 'pyproject.toml')).Hash
$present = ''
if (Test-Path $stamp) { $present = (Get-Content $stamp -Raw).Trim() }

if ($present -ne $wanted) {
    $found = Find-Python
    if (-not $found) {
        Stop-WithSentence 'Python 3.11 eller nyare saknas. Installera det från Företagsportalen eller python.org och starta om skriptet.'
    }
    [Console]::Error.WriteLine('Förbereder programmet (en gång, några minuter) ...')
    if (-not (Test-Path $python)) {
        $rest = @($found | Select-Object -Skip 1) + @('-m', 'venv', $venv)
        Invoke-Checked 'Python kunde inte skapa mappen .venv. Kontrollera att du får skriva i programmets mapp.' $found[0] $rest
    }
    $failed = 'Programmets delar kunde inte installeras. Kontrollera nätverket och försök igen.'
    $pip = @('-m', 'pip', 'install', '-q', '--disable-pip-version-check')
    Invoke-Checked $failed $python ($pip + @('--require-hashes', '-r', $requirements))
    Invoke-Checked $failed $python ($pip + @('--no-deps', '--no-build-isolation', '-e', $root))
    [IO.File]::WriteAllText($stamp, $wanted)
}

$data = $env:DICTATE_DATA
if (-not $data) { $data = Join-Path $env:LOCALAPPDATA 'dictate' }
if (-not (Test-Path (Join-Path $data 'models\whisper-base'))) {
    [Console]::Error.WriteLine('Hämtar talmodellen whisper-base (130 MB, en gång) ...')
    Invoke-Checked 'Talmodellen kunde inte hämtas. Se meddelandet ovan.' $dictate @('models', 'add', 'whisper-base', '--download')
}

& $dictate @args
exit $LASTEXITCODE
