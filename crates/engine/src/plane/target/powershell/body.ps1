
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$Cmdlet = $PSCmdlet
$script:Failed = 0

# Who runs this: values of the user belong to this account, and are kept under its SID.
$Identity = [Security.Principal.WindowsIdentity]::GetCurrent()
$Sid = $Identity.User.Value
$Administrator = ([Security.Principal.WindowsPrincipal] $Identity).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
if (-not $Administrator -and -not $WhatIfPreference) {
    Write-Error 'Run this as an administrator, or with -WhatIf to see what it would do.' -ErrorAction Continue
    exit 2
}

# The journal: what was there before the first change, by what is changed. It is where only administrators can write, as
# the undo puts back what it says.
$Entries = [ordered] @{}
if (Test-Path -LiteralPath $Journal) {
    try {
        $Read = [IO.File]::ReadAllText($Journal) | ConvertFrom-Json
        if ($Read.Version -ne 1) { throw 'its version is not known' }
        foreach ($Entry in @($Read.Entries)) { if ($null -ne $Entry) { $Entries[$Entry.Key] = $Entry } }
    } catch {
        Write-Error "The journal $Journal cannot be read, and nothing was changed: $_" -ErrorAction Continue
        exit 2
    }
}

function Save-Journal {
    $Folder = Split-Path -Parent $Journal
    if (-not (Test-Path -LiteralPath $Folder)) { New-Item -ItemType Directory -Path $Folder -Force | Out-Null }
    $Text = ConvertTo-Json -Depth 5 -InputObject @{ Version = 1; Entries = @($Entries.Values) }
    # A machine that stops in between has the old journal or the new one, never half of one.
    [IO.File]::WriteAllText("$Journal.new", $Text, (New-Object Text.UTF8Encoding $false))
    Move-Item -LiteralPath "$Journal.new" -Destination $Journal -Force
}

# Keeps what was there. An entry that is there already is the true state from before, and is never written over.
function Add-Entry([string] $Key, [hashtable] $Was) {
    if ($Entries.Contains($Key)) { return }
    $Was['Key'] = $Key
    $Entries[$Key] = New-Object PSObject -Property $Was
    Save-Journal
}

function Open-Root([string] $Hive) {
    # The registry of 64-bit programs, whichever PowerShell runs this.
    [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive] $Hive, [Microsoft.Win32.RegistryView]::Registry64)
}

function Get-Owner([string] $Hive) {
    if ($Hive -eq 'CurrentUser') { $Sid } else { 'machine' }
}

# The data of a value as text, exact for every type. Texts begin with a sign, as readers of JSON take some for dates.
function ConvertTo-Kept($Data, [string] $Type) {
    switch ($Type) {
        'DWord' { return [string] $Data }
        'QWord' { return [string] $Data }
        'String' { return "=$Data" }
        'ExpandString' { return "=$Data" }
        'MultiString' { return , @($Data | ForEach-Object { "=$_" }) }
        default { return [Convert]::ToBase64String([byte[]] $Data) }
    }
}

function ConvertFrom-Kept($Kept, [string] $Type) {
    switch ($Type) {
        'DWord' { return [int] $Kept }
        'QWord' { return [long] $Kept }
        'String' { return ([string] $Kept).Substring(1) }
        'ExpandString' { return ([string] $Kept).Substring(1) }
        'MultiString' { return , [string[]] @($Kept | Where-Object { $_ } | ForEach-Object { ([string] $_).Substring(1) }) }
        default { return , [Convert]::FromBase64String([string] $Kept) }
    }
}

function Get-RegistryEntry([string] $Hive, [string] $Path, [string] $Name) {
    $Was = @{ What = 'Value'; Owner = (Get-Owner $Hive); Hive = $Hive; Path = $Path; Name = $Name; Existed = $false; Type = ''; Data = ''; Made = @() }
    $Root = Open-Root $Hive
    try {
        $Parts = $Path.Split('\')
        $Above = ''
        $Made = @()
        foreach ($Part in $Parts) {
            if ($Above) { $Above = "$Above\$Part" } else { $Above = $Part }
            $Found = $Root.OpenSubKey($Above)
            if ($null -eq $Found) { $Made += $Above } else { $Found.Dispose() }
        }
        $Was['Made'] = $Made
        $Key = $Root.OpenSubKey($Path)
        if ($null -ne $Key) {
            try {
                if ($Key.GetValueNames() -contains $Name) {
                    $Type = [string] $Key.GetValueKind($Name)
                    $Data = $Key.GetValue($Name, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
                    $Was['Existed'] = $true
                    $Was['Type'] = $Type
                    $Was['Data'] = ConvertTo-Kept $Data $Type
                }
            } finally { $Key.Dispose() }
        }
    } finally { $Root.Dispose() }
    $Was
}

function Set-RegistryValue([string] $Hive, [string] $Path, [string] $Name, $Data, [string] $Type) {
    $Root = Open-Root $Hive
    try {
        $Key = $Root.CreateSubKey($Path)
        try { $Key.SetValue($Name, $Data, [Microsoft.Win32.RegistryValueKind] $Type) } finally { $Key.Dispose() }
    } finally { $Root.Dispose() }
}

function Remove-RegistryValue([string] $Hive, [string] $Path, [string] $Name) {
    $Root = Open-Root $Hive
    try {
        $Key = $Root.OpenSubKey($Path, $true)
        if ($null -ne $Key) {
            try { $Key.DeleteValue($Name, $false) } finally { $Key.Dispose() }
        }
    } finally { $Root.Dispose() }
}

# Removes keys that were made, the lowest first, where nothing is in them by now.
function Remove-EmptyKey([string] $Hive, $Paths) {
    $Root = Open-Root $Hive
    try {
        foreach ($Path in @($Paths | Where-Object { $_ } | Sort-Object -Property Length -Descending)) {
            $Key = $Root.OpenSubKey($Path)
            if ($null -eq $Key) { continue }
            $Empty = $Key.SubKeyCount -eq 0 -and $Key.ValueCount -eq 0
            $Key.Dispose()
            if ($Empty) { $Root.DeleteSubKey($Path, $false) }
        }
    } finally { $Root.Dispose() }
}

function Test-Package([string] $Have, [string] $Want) {
    if ($Want.StartsWith('*.')) { return $Have.EndsWith($Want.Substring(1), [StringComparison]::OrdinalIgnoreCase) }
    return $Have -eq $Want
}

function Invoke-Value($Step) {
    $Target = "$($Step.Hive)\$($Step.Path)\$($Step.Name)"
    if ($Step.Kind -eq 'NoValue') { $Action = 'Delete the registry value' } else { $Action = "Set the registry value to $($Step.Data)" }
    if (-not $Cmdlet.ShouldProcess($Target, $Action)) { return }
    Add-Entry "$(Get-Owner $Step.Hive) $Target" (Get-RegistryEntry $Step.Hive $Step.Path $Step.Name)
    if ($Step.Kind -eq 'NoValue') {
        Remove-RegistryValue $Step.Hive $Step.Path $Step.Name
    } else {
        Set-RegistryValue $Step.Hive $Step.Path $Step.Name $Step.Data $Step.Type
    }
}

function Invoke-Service($Step) {
    $Service = Get-Service -Name $Step.Name -ErrorAction SilentlyContinue
    if ($null -eq $Service) { Write-Verbose "There is no service $($Step.Name)."; return }
    if (-not $Cmdlet.ShouldProcess($Step.Name, "Set the service's start type to $($Step.Start)")) { return }
    $Path = "SYSTEM\CurrentControlSet\Services\$($Step.Name)"
    $Start = Get-RegistryEntry 'LocalMachine' $Path 'Start'
    $Delayed = Get-RegistryEntry 'LocalMachine' $Path 'DelayedAutostart'
    Add-Entry "machine service $($Step.Name)" @{ What = 'Service'; Owner = 'machine'; Name = $Step.Name; Start = $Start['Data']; Delayed = $Delayed['Data'] }
    Set-Service -Name $Step.Name -StartupType $Step.Start
}

function Invoke-Firewall($Step) {
    $Rule = Get-NetFirewallRule -Name $Step.Name -ErrorAction SilentlyContinue
    if ($null -ne $Rule) { Write-Verbose "The firewall's rule $($Step.Name) is there."; return }
    if (-not $Cmdlet.ShouldProcess($Step.Program, "Add the firewall's rule $($Step.DisplayName)")) { return }
    Add-Entry "machine firewall $($Step.Name)" @{ What = 'Firewall'; Owner = 'machine'; Name = $Step.Name }
    $Rule = @{
        Name = $Step.Name; DisplayName = $Step.DisplayName; Group = 'backchat'; Program = $Step.Program
        Direction = $Step.Direction; Action = $Step.Action; Protocol = $Step.Protocol
    }
    New-NetFirewallRule @Rule | Out-Null
}

function Invoke-ImageApp($Step) {
    foreach ($Package in @(Get-AppxProvisionedPackage -Online | Where-Object { Test-Package $_.DisplayName $Step.Name })) {
        if (-not $Cmdlet.ShouldProcess($Package.DisplayName, 'Remove the app from the image')) { continue }
        Add-Entry "machine app $($Package.PackageName)" @{ What = 'App'; Owner = 'machine'; Name = $Package.DisplayName }
        Remove-AppxProvisionedPackage -Online -PackageName $Package.PackageName | Out-Null
    }
}

function Invoke-UserApp($Step) {
    foreach ($Package in @(Get-AppxPackage | Where-Object { Test-Package $_.Name $Step.Name })) {
        if (-not $Cmdlet.ShouldProcess($Package.Name, 'Remove the app from this account')) { continue }
        Add-Entry "$Sid app $($Package.PackageFullName)" @{ What = 'App'; Owner = $Sid; Name = $Package.Name }
        Remove-AppxPackage -Package $Package.PackageFullName
    }
}

# Puts back what an entry of the journal says.
function Undo-Entry($Entry) {
    switch ($Entry.What) {
        'Value' {
            if ($Entry.Existed) {
                Set-RegistryValue $Entry.Hive $Entry.Path $Entry.Name (ConvertFrom-Kept $Entry.Data $Entry.Type) $Entry.Type
            } else {
                Remove-RegistryValue $Entry.Hive $Entry.Path $Entry.Name
                Remove-EmptyKey $Entry.Hive $Entry.Made
            }
        }
        'Service' {
            if ($null -ne (Get-Service -Name $Entry.Name -ErrorAction SilentlyContinue)) {
                switch ($Entry.Start) {
                    '2' { Set-Service -Name $Entry.Name -StartupType Automatic }
                    '3' { Set-Service -Name $Entry.Name -StartupType Manual }
                    '4' { Set-Service -Name $Entry.Name -StartupType Disabled }
                    default { throw "the start type $($Entry.Start) is not one of a service" }
                }
                if ($Entry.Start -eq '2' -and $Entry.Delayed -eq '1') {
                    & "$env:SystemRoot\System32\sc.exe" config $Entry.Name start= delayed-auto | Out-Null
                    if ($LASTEXITCODE -ne 0) { throw "sc.exe ended with $LASTEXITCODE" }
                }
            }
        }
        'Firewall' { Remove-NetFirewallRule -Name $Entry.Name -ErrorAction SilentlyContinue }
        'App' { Write-Warning "$($Entry.Name) was removed; install it again from the Store." }
        default { throw "the journal's entry $($Entry.What) is not known" }
    }
}

if ($Undo) {
    # The last change goes first. Entries of other accounts stay for them.
    $Keys = @($Entries.Keys)
    [array]::Reverse($Keys)
    foreach ($Key in $Keys) {
        $Entry = $Entries[$Key]
        if ($Entry.Owner -ne 'machine' -and $Entry.Owner -ne $Sid) { continue }
        if (-not $Cmdlet.ShouldProcess($Key, 'Put back what was there before')) { continue }
        try {
            Undo-Entry $Entry
            $Entries.Remove($Key)
            Save-Journal
        } catch {
            $script:Failed++
            Write-Warning "${Key}: $_"
        }
    }
    if ($Keys.Count -eq 0) { Write-Output "The journal $Journal has nothing to put back." }
} else {
    foreach ($Control in $Controls) {
        foreach ($Step in $Control.Steps) {
            # What fails is told, and the rest goes on.
            try {
                switch ($Step.Kind) {
                    'Value' { Invoke-Value $Step }
                    'NoValue' { Invoke-Value $Step }
                    'Service' { Invoke-Service $Step }
                    'Firewall' { Invoke-Firewall $Step }
                    'ImageApp' { Invoke-ImageApp $Step }
                    'UserApp' { Invoke-UserApp $Step }
                }
            } catch {
                $script:Failed++
                Write-Warning "$($Control.Id): $_"
            }
        }
    }
}

if ($script:Failed -gt 0) {
    Write-Warning "$($script:Failed) steps failed; they are named above."
    exit 1
}
exit 0
