#!/usr/bin/env bash
# Plants wrong labels in faces of fer2013.csv and tells how many of them `emotionnet data audit` finds.
# Usage: benchmarks/planted-labels.sh EMOTIONNET FER2013.CSV FACES SEED FOLDS|WEIGHTS [Training|Test [PERCENT]]
#   EMOTIONNET is the published or built program. The first FACES distinct images of the training faces, or of PublicTest and PrivateTest together, are
#   predicted out of fold by networks that are trained for it, or by a trained network, which should not have seen them. PERCENT (2) of the labels are
#   replaced. Prints, for the first N likely wrong labels, the most certain first: how many are planted (precision), and how many of the planted ones are
#   among them (recall). Labels of FER2013 that were wrong before count against the precision.
set -euo pipefail

[ $# -ge 5 ] || { sed -n 's/^# //p' "$0" >&2; exit 2; }
program=$1 csv=$2 faces=$3 seed=$4 by=$5 split=${6:-Training} percent=${7:-2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Copies of one image would be conflicts, not likely wrong labels: an image is taken once.
awk -F, -v faces="$faces" -v seed="$seed" -v percent="$percent" -v split_="$split" -v planted="$work/planted" '
    BEGIN { srand(seed); OFS = "," }
    NR == 1 { print; next }
    $3 ~ split_ && taken < faces && !seen[$2]++ {
        if (100 * rand() < percent) { $1 = ($1 + 1 + int(6 * rand())) % 7; print taken > planted }
        taken++
        $3 = "Training"
        print
    }' "$csv" >"$work/faces.csv"
if [ -e "$by" ]; then option=--model; else option=--folds; fi
"$program" data audit --data-dir "$work/faces.csv" "$option" "$by" --seed "$seed" --no-faces --out "$work/audit.html" | sed 's/^/  /'

# split,index,pixels,reason,label,likely_label,margin
tail -n +2 "$work/audit.csv" | tr -d '\r' | awk -F, '$7 != "" { print $7, $2 }' | sort -k1,1nr >"$work/found"
awk -v planted="$work/planted" -v found="$work/found" '
    BEGIN {
        while ((getline line < planted) > 0) { is[line] = 1; count++ }
        while ((getline line < found) > 0) { split(line, part, " "); face[++all] = part[2] }
        printf "%d planted, %d found\nfirst N  precision  recall\n", count, all
        n[1] = 50; n[2] = 100; n[3] = count; n[4] = 2 * count; n[5] = all
        for (step = 1; step <= 5; step++) {
            last = n[step] < all ? n[step] : all
            hits = 0
            for (place = 1; place <= last; place++) if (face[place] in is) hits++
            printf "%7d  %9.2f  %6.2f\n", last, last ? hits / last : 0, hits / count
        }
    }'
