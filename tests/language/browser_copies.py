"""What the developer tools of browsers put on the clipboard for one and the same request, on each platform."""

from __future__ import annotations

ADDRESS = "https://dify.example.com/console/api/apps?page=1&limit=30"
COOKIES = "locale=en-US; access_token=aaa.bbb.ccc; csrf_token=ddd.eee.fff; refresh_token=0123456789abcdef"
BODY = '{"name":"Müller\'s \\"Bot\\" 100% $HOME !","note":"a\\\\b\\nc","mode":"chat"}'
"""A JSON text with every character that some shell takes for something else."""

CHROME_BASH = r"""curl 'https://dify.example.com/console/api/apps?page=1&limit=30' \
  -H 'accept: */*' \
  -H 'accept-language: en-US,en;q=0.9,de;q=0.8' \
  -H 'content-type: application/json' \
  -b 'locale=en-US; access_token=aaa.bbb.ccc; csrf_token=ddd.eee.fff; refresh_token=0123456789abcdef' \
  -H 'origin: https://dify.example.com' \
  -H 'priority: u=1, i' \
  -H 'sec-ch-ua: "Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"' \
  -H 'sec-ch-ua-mobile: ?0' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36' \
  -H 'x-csrf-token: ddd.eee.fff' \
  --data-raw $'{"name":"Müller\'s \\"Bot\\" 100% $HOME \u0021","note":"a\\\\b\\nc","mode":"chat"}'"""  # noqa: E501  # as it is copied

CHROME_BASH_OLD = CHROME_BASH.replace("  -b '", "  -H 'cookie: ") + " \\\n  --compressed"
"""Before Chrome 124 cookies went as a header."""

FIREFOX_BASH = r"""curl 'https://dify.example.com/console/api/apps?page=1&limit=30' --compressed -X POST -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0' -H 'Accept: */*' -H 'Accept-Language: en-US,en;q=0.5' -H 'Accept-Encoding: gzip, deflate, br, zstd' -H 'Referer: https://dify.example.com/apps' -H 'content-type: application/json' -H 'X-CSRF-Token: ddd.eee.fff' -H 'Connection: keep-alive' -H 'Cookie: locale=en-US; access_token=aaa.bbb.ccc; csrf_token=ddd.eee.fff; refresh_token=0123456789abcdef' --data-raw $'{"name":"Müller\'s \\"Bot\\" 100% $HOME \u0021","note":"a\\\\b\\nc","mode":"chat"}'"""  # noqa: E501  # as it is copied

SAFARI = r"""curl 'https://dify.example.com/console/api/apps?page=1&limit=30' \
-X 'POST' \
-H 'Content-Type: application/json' \
-H 'Accept: */*' \
-H 'Sec-Fetch-Site: same-origin' \
-H 'Cookie: locale=en-US; access_token=aaa.bbb.ccc; csrf_token=ddd.eee.fff; refresh_token=0123456789abcdef' \
-H 'User-Agent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15' \
-H 'X-CSRF-Token: ddd.eee.fff' \
--data-binary $'{"name":"M\u00fcller\'s \\"Bot\\" 100% $HOME !","note":"a\\\\b\\nc","mode":"chat"}'"""  # noqa: E501  # as it is copied

CHROME_CMD = r"""curl ^"https://dify.example.com/console/api/apps?page=1^&limit=30^" ^
  -H ^"accept: */*^" ^
  -H ^"accept-language: en-US,en;q=0.9^" ^
  -H ^"content-type: application/json^" ^
  -b ^"locale=en-US; access_token=aaa.bbb.ccc; csrf_token=ddd.eee.fff; refresh_token=0123456789abcdef^" ^
  -H ^"sec-ch-ua: ^\^"Google Chrome^\^";v=^\^"131^\^", ^\^"Chromium^\^";v=^\^"131^\^"^" ^
  -H ^"user-agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36^" ^
  -H ^"x-csrf-token: ddd.eee.fff^" ^
  --data-raw ^"^{^\^"name^\^":^\^"Müller's ^\\^\^"Bot^\\^\^" 100^% ^$HOME ^!^\^",^\^"note^\^":^\^"a^\\^\\b^\\nc^\^",^\^"mode^\^":^\^"chat^\^"^}^"
"""  # noqa: E501  # as it is copied

CHROME_CMD_OLD = r"""curl "https://dify.example.com/console/api/apps?page=1&limit=30" ^
  -H "accept: */*" ^
  -H "content-type: application/json" ^
  -H "cookie: locale=en-US; access_token=aaa.bbb.ccc; csrf_token=ddd.eee.fff; refresh_token=0123456789abcdef" ^
  -H "sec-ch-ua: \"Google Chrome\";v=\"109\"" ^
  -H "x-csrf-token: ddd.eee.fff" ^
  --data-raw "{\"name\":\"Müller's \\\"Bot\\\" 100% $HOME !\",\"note\":\"a\\\\b\\nc\",\"mode\":\"chat\"}" ^
  --compressed"""

FIREFOX_CMD = r"""curl "https://dify.example.com/console/api/apps?page=1&limit=30" --compressed -X POST -H "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0" -H "Accept: */*" -H "Content-Type: application/json" -H "X-CSRF-Token: ddd.eee.fff" -H "Cookie: locale=en-US; access_token=aaa.bbb.ccc; csrf_token=ddd.eee.fff; refresh_token=0123456789abcdef" --data-raw "{""name"":""Müller's \\""Bot\\"" 100"%" $HOME !"",""note"":""a\\\\b\\nc"",""mode"":""chat""}" """  # noqa: E501  # as it is copied

CHROME_POWERSHELL = r"""$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.UserAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
$session.Cookies.Add((New-Object System.Net.Cookie("locale", "en-US", "/", "dify.example.com")))
$session.Cookies.Add((New-Object System.Net.Cookie("access_token", "aaa.bbb.ccc", "/", "dify.example.com")))
$session.Cookies.Add((New-Object System.Net.Cookie("csrf_token", "ddd.eee.fff", "/", "dify.example.com")))
$session.Cookies.Add((New-Object System.Net.Cookie("refresh_token", "0123456789abcdef", "/", "dify.example.com")))
Invoke-WebRequest -UseBasicParsing -Uri "https://dify.example.com/console/api/apps?page=1&limit=30" `
-Method "POST" `
-WebSession $session `
-Headers @{
"authority"="dify.example.com"
  "method"="POST"
  "path"="/console/api/apps?page=1&limit=30"
  "scheme"="https"
  "accept"="*/*"
  "accept-encoding"="gzip, deflate, br, zstd"
  "sec-ch-ua"="`"Google Chrome`";v=`"131`", `"Chromium`";v=`"131`""
  "x-csrf-token"="ddd.eee.fff"
} `
-ContentType "application/json" `
-Body ([System.Text.Encoding]::UTF8.GetBytes("{`"name`":`"M$([char]252)ller's \`"Bot\`" 100% `$HOME !`",`"note`":`"a\\b\nc`",`"mode`":`"chat`"}"))
"""  # noqa: E501  # as it is copied

FIREFOX_POWERSHELL = r"""$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.UserAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
$session.Cookies.Add((New-Object System.Net.Cookie("locale", "en-US", "/", "dify.example.com")))
$session.Cookies.Add((New-Object System.Net.Cookie("access_token", "aaa.bbb.ccc", "/", "dify.example.com")))
$session.Cookies.Add((New-Object System.Net.Cookie("csrf_token", "ddd.eee.fff", "/", "dify.example.com")))
$session.Cookies.Add((New-Object System.Net.Cookie("refresh_token", "0123456789abcdef", "/", "dify.example.com")))
Invoke-WebRequest -UseBasicParsing -Uri "https://dify.example.com/console/api/apps?page=1&limit=30" `
-Method POST `
-WebSession $session `
-Headers @{
"Accept" = "*/*"
  "Accept-Encoding" = "gzip, deflate, br, zstd"
  "X-CSRF-Token" = "ddd.eee.fff"
} `
-ContentType "application/json" `
-Body ([System.Text.Encoding]::UTF8.GetBytes("{`"name`":`"M$([char]0x00FC)ller's \`"Bot\`" 100% `$HOME !`",`"note`":`"a\\b\nc`",`"mode`":`"chat`"}"))"""  # noqa: E501  # as it is copied

CURL = {
    "Chrome and Edge on Linux and macOS": CHROME_BASH,
    "the same with Windows line ends": CHROME_BASH.replace("\n", "\r\n"),
    "Chrome until 123": CHROME_BASH_OLD,
    "Firefox on Linux and macOS": FIREFOX_BASH,
    "Safari": SAFARI,
    "Chrome and Edge on Windows": CHROME_CMD,
    "the same as Windows has it": CHROME_CMD.replace("\n", "\r\n"),
    "Chrome on Windows until 2023": CHROME_CMD_OLD,
    "Firefox on Windows": FIREFOX_CMD,
}

POWERSHELL = {"Chrome and Edge": CHROME_POWERSHELL, "Firefox": FIREFOX_POWERSHELL}
