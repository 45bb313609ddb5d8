# Completion of emotionnet for bash. In ~/.bashrc: source <(emotionnet completion bash)
_emotionnet_complete() {
    local line="${COMP_LINE:0:COMP_POINT}" word start="" mark candidate
    line="emotionnet${line#*"$1"}"
    word="${line##*[[:space:]]}"
    for mark in '=' ':'; do # readline replaces only what follows the last of these
        if [[ $word == *"$mark"* && $COMP_WORDBREAKS == *"$mark"* ]]; then
            candidate="${word%"${word##*"$mark"}"}"
            (( ${#candidate} > ${#start} )) && start="$candidate"
        fi
    done

    COMPREPLY=()
    while IFS= read -r candidate; do
        if [[ -n $candidate ]]; then
            candidate="${candidate#"$start"}"
            [[ $candidate == *[![:alnum:]_./,:=@%+-]* ]] && printf -v candidate '%q' "$candidate"
            COMPREPLY+=("$candidate")
        fi
    done < <("$1" "[suggest:${#line}]" "$line" 2>/dev/null)

    # A directory goes on.
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -o default -F _emotionnet_complete emotionnet
