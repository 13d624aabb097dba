#!/bin/sh
# Makes a folder of synthetic speech with exact times, in the layout of speech/fraser: manifest.tsv, words.tsv, phones.tsv, audio/.
#
#   make.sh flite FOLDER TEXT COUNT SEED VOICE...       VOICE: rms slt awb kal16        (wants flite1-dev and gcc)
#   make.sh festival FOLDER TEXT COUNT SEED VOICE...    VOICE: kal_diphone ked_diphone cmu_us_slt_arctic_hts   (festival, festvox-...)
#
# TEXT is running English, one file or a folder of .txt; COUNT sentences are spoken by each voice, other ones by each. The same arguments
# make the same sentences. Train on flite's rms, slt and awb; flite's kal16 and festival's two diphone voices are for the test:
#
#   make.sh flite    synthetic/flite         text/gutenberg 800 1 rms slt awb
#   make.sh flite    synthetic/unheard-flite text/gutenberg 100 2 kal16
#   make.sh festival synthetic/unheard       text/gutenberg 100 3 kal_diphone ked_diphone
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 6 ] || { sed -n '2,14p' "$0" >&2; exit 2; }
kind=$1 folder=$2 text=$3 count=$4 seed=$5
shift 5
[ ! -e "$folder/manifest.tsv" ] || { echo "$folder is there already; name another folder" >&2; exit 2; }
mkdir -p "$folder/audio"
printf 'file\tseconds\ttext\n' > "$folder/manifest.tsv"
printf 'id\tstart_s\tend_s\tword\n' > "$folder/words.tsv"
printf 'id\tstart_s\tend_s\tphone\n' > "$folder/phones.tsv"

# Sentences of 4 to 13 words, of letters and apostrophes alone, no abbreviation (a letter alone but "a" and "i", or no
# vowel); in an order by the seed.
sentences() {
    find "$text" -type f -name '*.txt' | LC_ALL=C sort | xargs -d '\n' cat | tr '\r\n' '  ' | tr -s ' ' | sed 's/[.!?;:]["'"'"']* /\n/g' |
        tr 'A-Z' 'a-z' | sed "s/[,\"_]//g; s/^ *//; s/ *\$//" | LC_ALL=C grep -E "^([a-z]+('[a-z]+)?)( [a-z]+('[a-z]+)?){3,12}\$" |
        LC_ALL=C grep -vE "(^| )([b-hj-z]|[^aeiouy ]+)( |\$)" |
        awk -v seed="$seed" 'BEGIN { srand(seed) } !seen[$0]++ { printf "%.9f\t%s\n", rand(), $0 }' | LC_ALL=C sort | cut -f2-
}
sentences | head -n $((count * $#)) > "$folder/sentences.txt"

if [ "$kind" = flite ]; then
    program=$folder/flite
    gcc -O2 -o "$program" "$here/flite.c" -lflite_cmu_us_rms -lflite_cmu_us_slt -lflite_cmu_us_awb -lflite_cmu_us_kal16 \
        -lflite_usenglish -lflite_cmulex -lflite -lm
fi
first=1
for voice in "$@"; do
    sed -n "${first},$((first + count - 1))p" "$folder/sentences.txt" > "$folder/own.txt"
    if [ "$kind" = flite ]; then
        "$program" "$voice" "$first" "$seed" "$folder" < "$folder/own.txt"
    else
        {
            printf '(voice_%s)\n(set! folder "%s")\n' "$voice" "$folder"
            cat "$here/festival.scm"
            awk -v seed="$seed" -v voice="$voice" -v first="$first" 'BEGIN { srand(seed) }
                { printf "(speak \"%s-%05d\" \"%s\" %.3f)\n", voice, first + NR - 1, $0, 0.75 + 0.45 * rand() }' "$folder/own.txt"
        } > "$folder/speak.scm"
        festival --batch "$folder/speak.scm"
        rm "$folder/speak.scm"
    fi
    first=$((first + count))
done
rm -f "$folder/own.txt" "$folder/flite"
echo "$(($(wc -l < "$folder/manifest.tsv") - 1)) recordings in $folder"
