# Installs Dictate from the bundle that this script lies in, without network and without questions:
#   powershell -NoProfile -ExecutionPolicy Bypass -File install.ps1 --public-key C:\it\bundle.pub
#   powershell -NoProfile -ExecutionPolicy Bypass -File install.ps1 install --machine --public-key ...   (administrator)
#   powershell -NoProfile -ExecutionPolicy Bypass -File install.ps1 rollback|uninstall|status|verify ...
# It only finds Python; what is done, and every check before it, stands in installer.pyz, which can be run without it:
#   py -3.11 -I installer\installer.pyz install --bundle . --public-key C:\it\bundle.pub
# A bundle with a Python of its own needs --python-sha256 HEX, so that nothing of the bundle runs before it is checked.
# Works in Windows PowerShell 5.1 and PowerShell 7, 32 and 64 bits, and in constrained language mode: cmdlets only, and
# no method of .NET save those of strings.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'   # its bar makes Expand-Archive ten times slower
$here = $PSScriptRoot
$actions = @('install', 'rollback', 'uninstall', 'status', 'verify', 'restore-notes')

# One sentence on stderr, and the status. Where the language is constrained there is no way to stderr but an error's.
function Stop-WithSentence([string] $sentence, [int] $status = 1) {
    if ($ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') { [Console]::Error.WriteLine($sentence) }
    else { Write-Host $sentence }
    Remove-Work
    exit $status
}

# The folder of an unpacked Python goes whatever happens.
function Remove-Work {
    if ($script:work) { Remove-Item -Recurse -Force -LiteralPath $script:work -ErrorAction SilentlyContinue }
}

# Takes --name VALUE out of the arguments and returns the value, or nothing.
function Get-Option([string] $name) {
    $kept = @()
    $value = ''
    for ($i = 0; $i -lt $script:rest.Count; $i++) {
        if ($script:rest[$i] -ne $name) { $kept += $script:rest[$i]; continue }
        $i++
        if ($i -ge $script:rest.Count) { Stop-WithSentence "Något saknas efter $name." 2 }
        $value = $script:rest[$i]
    }
    $script:rest = $kept
    return $value
}

# Whether the program starts and is a Python of that version and of 64 bits. The one of Microsoft's Store is none: what
# it writes among the user's folders lands in folders of its own. A missing one of the Store writes to stderr and fails.
function Test-Python([string] $program, [string[]] $first, [string] $version) {
    if (-not (Get-Command $program -ErrorAction SilentlyContinue)) { return $false }
    $code = "import sys; right = '%d.%d' % sys.version_info[:2] == '$version' and sys.maxsize > 2**32; " +
        "raise SystemExit(not right or 'WindowsApps' in sys.base_prefix)"
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

# A new folder that only this user and administrators can write in. The system's own folder for temporary files, which
# a deployment tool has, lets everyone make files below it.
function New-Work {
    $script:work = Join-Path $env:TEMP "dictate-$([guid]::NewGuid())"
    New-Item -ItemType Directory -Path $script:work | Out-Null
    if ($script:rest -contains '--machine') {
        & icacls.exe $script:work /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
        if ($LASTEXITCODE -ne 0) { Stop-WithSentence 'Installation för alla kräver administratör.' }
    }
}

# Unpacks a Python into the new folder, and returns its program.
function Expand-Python([string] $archive) {
    $into = Join-Path $script:work 'python'
    Expand-Archive -LiteralPath $archive -DestinationPath $into
    foreach ($inside in @('python.exe', 'tools\python.exe')) {
        $program = Join-Path $into $inside
        if (Test-Path -LiteralPath $program -PathType Leaf) { return $program }
    }
    Stop-WithSentence 'Python i paketet går inte att använda. Bygg paketet med ett NuGet-paket eller inbäddat Python.'
}

$script:work = ''
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
$inside = ''
$list = Join-Path $here 'manifest.json'
if (Test-Path -LiteralPath $list) {
    $manifest = Get-Content -Raw -Encoding UTF8 -LiteralPath $list | ConvertFrom-Json
    $version = [string] $manifest.python
    $packed = [string] $manifest.python_archive
} elseif (Test-Path -LiteralPath (Join-Path $here 'current')) {
    $used = Join-Path $here ('versions\' + (Get-Content -Raw -LiteralPath (Join-Path $here 'current')).Trim())
    $inside = Join-Path $used (Get-Content -Raw -LiteralPath (Join-Path $used 'python.path')).Trim()
    if (-not (Test-Path -LiteralPath $inside -PathType Leaf)) {
        Stop-WithSentence 'Den installerade versionen är inte hel. Installera paketet igen.'
    }
    $version = [string] (& $inside '-I' '-c' "import sys; print('%d.%d' % sys.version_info[:2])")
}
if ($version -notmatch '^3\.\d{1,2}$') {
    Stop-WithSentence 'Paketet är skadat: det säger inte vilket Python det är gjort för. Hämta det på nytt från IT.' 3
}

$found = Find-Python $version
if (-not $found) {
    if ($packed) {
        if ($packed -notmatch '^python/[\w.+-]+$') { Stop-WithSentence 'Paketets förteckning är skadad.' 3 }
        if (-not $digest) { Stop-WithSentence 'Ange --python-sha256, som IT fick när paketet byggdes.' 2 }
        New-Work
        # Copied first: what is hashed is what is unpacked, whatever happens on the share meanwhile.
        $copy = Join-Path $script:work 'python.zip'
        Copy-Item -LiteralPath (Join-Path $here ($packed -replace '/', '\')) -Destination $copy
        if ((Get-FileHash -Algorithm SHA256 -LiteralPath $copy).Hash -ne $digest) {
            Stop-WithSentence 'Python i paketet är inte det som IT lade dit. Hämta paketet på nytt från IT.' 3
        }
        $found = @(Expand-Python $copy)
    } elseif ($inside -and $action -ne 'uninstall') {
        $found = @($inside)
    } elseif ($inside -and $inside -notlike '*\Scripts\python.exe') {
        # Only the installed Python is left: it runs from a copy, so that its own folder can be removed.
        New-Work
        Copy-Item -Recurse -LiteralPath (Split-Path -Parent $inside) -Destination (Join-Path $script:work 'python')
        $found = @(Join-Path $script:work 'python\python.exe')
    } else {
        Stop-WithSentence ("Python $version, 64 bitar, saknas på datorn (Microsoft Stores går inte att använda). " +
            'Installera det från Företagsportalen, eller be IT bygga paketet med --python.')
    }
}

if ($action -eq 'install' -or $action -eq 'verify') { $script:rest = @('--bundle', $here) + $script:rest }
$words = @($found | Select-Object -Skip 1) + @('-I', $installer, $action) + $script:rest
$ErrorActionPreference = 'Continue'   # a line on stderr must not end the script before its status is known
& $found[0] @words
$status = $LASTEXITCODE
Remove-Work
exit $status
