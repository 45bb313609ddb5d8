#compdef emotionnet
# Completion of emotionnet for zsh. In ~/.zshrc, after compinit: source <(emotionnet completion zsh)
_emotionnet() {
    local line="emotionnet ${(j: :)words[2,CURRENT-1]}"
    (( CURRENT > 2 )) && line+=" "
    line+="$PREFIX"
    local -a candidates directories
    candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
    directories=("${(@M)candidates:#*/}")
    candidates=("${(@)candidates:#*/}")
    candidates=("${(@)candidates:#}")
    directories=("${(@)directories:#}")
    if (( ${#candidates} + ${#directories} == 0 )); then
        _files
        return
    fi

    (( ${#directories} )) && compadd -S '' -- "${directories[@]}" # a directory goes on
    (( ${#candidates} )) && compadd -- "${candidates[@]}"
}

if [[ ${funcstack[1]} == _emotionnet ]]; then
    _emotionnet "$@" # loaded from a directory of $fpath
else
    compdef _emotionnet emotionnet
fi
