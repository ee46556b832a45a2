# From a question to a script: which apps were used most in the last week?
# Run it connected:  dify-shell --sandbox examples/explore-the-api.ps1
#
# At the prompt it began with looking, Tab completing each word:
#   find-operation statistics messages
#   get-operation '/apps/{app_id}/statistics/daily-messages'
#   get '/apps/{app:Support Bot}/statistics/daily-messages' -Verbose

"Operations that have to do with it:"
Find-DifyOperation statistics messages -First 3 | ForEach-Object { "  $($_.Operation)" }

# One call, its answer looked into:
$Days = (get "/apps/{app:Support Bot}/statistics/daily-messages").data
"Support Bot had messages on $(@($Days).Count) days, $(($Days | Measure-Object message_count -Sum).Sum) in all."

# The same for every app that one can talk to, as a table for the next meeting:
$Usage = Get-DifyApp | Where-Object Mode -in chat, advanced-chat, agent-chat | Select-Object -First 8 | ForEach-Object {
    $Counts = (get "/apps/$($_.Id)/statistics/daily-messages").data
    [pscustomobject]@{ App = $_.Name; Messages = ($Counts | Measure-Object message_count -Sum).Sum }
}
$Usage | Sort-Object Messages -Descending | Format-Table
