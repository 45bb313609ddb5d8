# Completion of emotionnet for PowerShell. In $PROFILE: emotionnet completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName emotionnet -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $program = $commandAst.CommandElements[0].ToString()
    $line = $commandAst.ToString().PadRight($cursorPosition - $commandAst.Extent.StartOffset)
    $line = 'emotionnet' + $line.Substring($program.Length)
    & $program "[suggest:$($line.Length)]" $line 2>$null |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
