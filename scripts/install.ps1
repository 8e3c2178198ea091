# Installs Dictate from the bundle that this script lies in, without network and without questions:
#   powershell -NoProfile -ExecutionPolicy Bypass -File install.ps1 --public-key C:\it\bundle.pub
#   powershell -NoProfile -ExecutionPolicy Bypass -File install.ps1 install --machine --public-key ...   (administrator)
#   powershell -NoProfile -ExecutionPolicy Bypass -File install.ps1 rollback|uninstall|status|verify ...
# It only finds Python; what is done, and every check before it, stands in installer.pyz.
# A bundle with a Python of its own needs --python-sha256 HEX, so that nothing of the bundle runs before it is checked.
# Works in Windows PowerShell 5.1 and PowerShell 7.
$ErrorActionPreference = 'Stop'
$here = $PSScriptRoot
$actions = @('install', 'rollback', 'uninstall', 'status', 'verify', 'restore-notes')

function Stop-WithSentence([string] $sentence, [int] $status = 1) {
    [Console]::Error.WriteLine($sentence)
    exit $status
}

# Takes --name VALUE out of the arguments and returns the value, or nothing.
function Get-Option([string] $name) {
    $at = [Array]::IndexOf($script:rest, $name)
    if ($at -lt 0) { return '' }
    if ($at + 1 -ge $script:rest.Count) { Stop-WithSentence "Något saknas efter $name." 2 }
    $value = $script:rest[$at + 1]
    $kept = @()
    for ($i = 0; $i -lt $script:rest.Count; $i++) {
        if ($i -ne $at -and $i -ne $at + 1) { $kept += $script:rest[$i] }
    }
    $script:rest = $kept
    return $value
}

# Whether the program starts and is Python of that version. A missing Python of the Store writes to stderr and fails.
function Test-Python([string] $program, [string[]] $first, [string] $version) {
    if (-not (Get-Command $program -ErrorAction SilentlyContinue)) { return $false }
    $code = "import sys; raise SystemExit('%d.%d' % sys.version_info[:2] != '$version')"
    $ErrorActionPreference = 'Continue'
    & $program @first '-I' '-c' $code 2>&1 | Out-Null
    return $LASTEXITCODE -eq 0
}

# The Python of the computer, as a list of words to start it with, or nothing.
function Find-Python([string] $version) {
    if ($env:DICTATE_PYTHON -and (Test-Python $env:DICTATE_PYTHON @() $version)) { return , @($env:DICTATE_PYTHON) }
    if (Test-Python 'py.exe' @("-$version") $version) { return , @('py.exe', "-$version") }
    foreach ($name in @("python$version.exe", 'python.exe', 'python3.exe')) {
        if (Test-Python $name @() $version) { return , @($name) }
    }
}

# Unpacks a Python into a folder that only this user has, and returns its program.
function Expand-Python([string] $archive, [string] $into) {
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [IO.Compression.ZipFile]::ExtractToDirectory($archive, $into)
    foreach ($inside in @('python.exe', 'tools\python.exe')) {
        $program = Join-Path $into $inside
        if (Test-Path -LiteralPath $program -PathType Leaf) { return $program }
    }
    Stop-WithSentence 'Python i paketet går inte att använda. Bygg paketet med ett NuGet-paket eller inbäddat Python.'
}

$script:rest = @($args | ForEach-Object { [string] $_ })
$action = 'install'
if ($script:rest.Count -gt 0 -and $actions -contains $script:rest[0]) {
    $action = $script:rest[0]
    $script:rest = @($script:rest | Select-Object -Skip 1)
}
$digest = Get-Option '--python-sha256'
$installer = Join-Path $here 'installer\installer.pyz'
if (-not (Test-Path -LiteralPath $installer)) { $installer = Join-Path $here 'installer.pyz' }   # the installed copy

# Of the list only the version of Python is read here. It decides nothing: the installer checks the signature first.
$version = ''
$packed = ''
$list = Join-Path $here 'manifest.json'
if (Test-Path -LiteralPath $list) {
    $manifest = [IO.File]::ReadAllText($list) | ConvertFrom-Json
    $version = [string] $manifest.python
    $packed = [string] $manifest.python_archive
} elseif (Test-Path -LiteralPath (Join-Path $here 'current')) {
    $used = Join-Path $here ('versions\' + [IO.File]::ReadAllText((Join-Path $here 'current')).Trim())
    $inside = Join-Path $used ([IO.File]::ReadAllText((Join-Path $used 'python.path')).Trim())
    $version = & $inside '-I' '-c' "import sys; print('%d.%d' % sys.version_info[:2])"
}
if ($version -notmatch '^3\.\d{1,2}$') {
    Stop-WithSentence 'Paketet är skadat: det säger inte vilket Python det är gjort för. Hämta det på nytt från IT.' 3
}

$work = ''
$found = Find-Python $version
if (-not $found) {
    $work = Join-Path ([IO.Path]::GetTempPath()) ('dictate-' + [Guid]::NewGuid().ToString('N'))
    [IO.Directory]::CreateDirectory($work) | Out-Null
    if ($packed) {
        if ($packed -notmatch '^python/[\w.+-]+$') { Stop-WithSentence 'Paketets förteckning är skadad.' 3 }
        $archive = Join-Path $here ($packed -replace '/', '\')
        if (-not $digest) { Stop-WithSentence 'Ange --python-sha256, som IT fick när paketet byggdes.' 2 }
        # Copied first: what is hashed is what is unpacked, whatever happens on the share meanwhile.
        $copy = Join-Path $work 'python.zip'
        Copy-Item -LiteralPath $archive -Destination $copy
        if ((Get-FileHash -Algorithm SHA256 -LiteralPath $copy).Hash -ne $digest) {
            Remove-Item -Recurse -Force -LiteralPath $work
            Stop-WithSentence 'Python i paketet är inte det som IT lade dit. Hämta paketet på nytt från IT.' 3
        }
        $found = @(Expand-Python $copy (Join-Path $work 'python'))
    } elseif (Get-Variable -Name inside -ErrorAction SilentlyContinue) {
        # Only the installed Python is left: it runs from a copy, so that its own folder can be removed.
        Copy-Item -Recurse -LiteralPath (Split-Path -Parent $inside) -Destination (Join-Path $work 'python')
        $found = @(Join-Path $work 'python\python.exe')
    } else {
        Stop-WithSentence "Python $version saknas. Installera det från Företagsportalen, eller bygg paketet med --python."
    }
}

if ($action -eq 'install' -or $action -eq 'verify') { $script:rest = @('--bundle', $here) + $script:rest }
$words = @($found | Select-Object -Skip 1) + @('-I', $installer, $action) + $script:rest
$ErrorActionPreference = 'Continue'   # a line on stderr must not end the script before its status is known
& $found[0] @words
$status = $LASTEXITCODE
if ($work) { Remove-Item -Recurse -Force -LiteralPath $work -ErrorAction SilentlyContinue }
exit $status
