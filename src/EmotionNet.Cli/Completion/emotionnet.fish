# Completion of emotionnet for fish. In ~/.config/fish/config.fish: emotionnet completion fish | source
function __emotionnet_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l line (string join -- ' ' emotionnet $words[2..-1] "$word")
    $words[1] "[suggest:"(string length -- $line)"]" $line 2>/dev/null
end
complete -c emotionnet -f -a '(__emotionnet_complete)'
