# A report of all apps for a spreadsheet: one line an app, ordered by kind and author.
# Run it connected:  dify-shell --sandbox examples/apps-by-mode.ps1

$Report = Get-DifyApp |
    Sort-Object Mode, AuthorName, Name |
    Select-Object Mode, AuthorName, Name, @{ Name = "Tags"; Expression = { $_.Tags -join "; " } }, UpdatedAt

$Report | Export-Csv -Path "apps-by-mode.csv" -NoTypeInformation -Encoding utf8
$Report | Group-Object Mode -NoElement | Sort-Object Count -Descending
Write-Host "$(@($Report).Count) apps are in apps-by-mode.csv"
