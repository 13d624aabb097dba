/* Speaks sentences by flite and writes each recording with the times that flite itself spoke its words and sounds at.
 *
 * flite.c VOICE FIRST SEED FOLDER < sentences    a sentence a line: words of letters and apostrophes; recordings VOICE-FIRST.wav and on
 * appends to FOLDER/manifest.tsv, words.tsv and phones.tsv and writes FOLDER/audio/.
 */
#include <flite/flite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern cst_voice *register_cmu_us_rms(const char *);
extern cst_voice *register_cmu_us_slt(const char *);
extern cst_voice *register_cmu_us_awb(const char *);
extern cst_voice *register_cmu_us_kal16(const char *);

static cst_voice *voice_of(const char *name)
{
    if (!strcmp(name, "rms")) return register_cmu_us_rms(NULL);
    if (!strcmp(name, "slt")) return register_cmu_us_slt(NULL);
    if (!strcmp(name, "awb")) return register_cmu_us_awb(NULL);
    if (!strcmp(name, "kal16")) return register_cmu_us_kal16(NULL);
    return NULL;
}

static FILE *table(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "a");
    if (!file) { perror(path); exit(1); }
    return file;
}

/* A number in 0..1 that follows from the seed. */
static double drawn(void) { return rand() / (double)RAND_MAX; }

/* The segment at one end of what a token is spoken as: of its first word's first syllable, or of its last word's last. */
static const cst_item *edge(const cst_item *token, int last)
{
    const cst_item *word = last ? item_last_daughter(token) : item_daughter(token);
    const cst_item *syllable = word ? item_as(word, "SylStructure") : NULL;
    syllable = syllable ? (last ? item_last_daughter(syllable) : item_daughter(syllable)) : NULL;
    const cst_item *sound = syllable ? (last ? item_last_daughter(syllable) : item_daughter(syllable)) : NULL;
    return sound ? item_as(sound, "Segment") : NULL;
}

static double start_of(const cst_item *segment) { return item_prev(segment) ? item_feat_float(item_prev(segment), "end") : 0; }

int main(int count, char **arguments)
{
    if (count != 5) { fprintf(stderr, "flite VOICE FIRST SEED FOLDER < sentences\n"); return 2; }
    flite_init();
    cst_voice *voice = voice_of(arguments[1]);
    if (!voice) { fprintf(stderr, "%s: rms, slt, awb and kal16 are known\n", arguments[1]); return 2; }
    int number = atoi(arguments[2]);
    srand(atoi(arguments[3]));
    const char *folder = arguments[4];
    FILE *manifest = table(folder, "manifest.tsv"), *words = table(folder, "words.tsv"), *phones = table(folder, "phones.tsv");
    char line[4096], path[4096], id[64];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\r\n")] = 0;
        if (!*line) continue;
        snprintf(id, sizeof id, "%s-%05d", arguments[1], number++);
        feat_set_float(voice->features, "duration_stretch", 0.75 + 0.45 * drawn());
        cst_utterance *utterance = flite_synth_text(line, voice);
        int whole = 1; /* a token of which no sound is known leaves the sentence without times */
        for (const cst_item *token = relation_head(utt_relation(utterance, "Token")); token; token = item_next(token))
            whole &= edge(token, 0) != NULL && edge(token, 1) != NULL;
        if (whole) {
            cst_wave *wave = utt_wave(utterance);
            if (wave->sample_rate != 16000) cst_wave_resample(wave, 16000);
            snprintf(path, sizeof path, "%s/audio/%s.wav", folder, id);
            if (cst_wave_save_riff(wave, path) < 0) { fprintf(stderr, "%s cannot be written\n", path); return 1; }
            fprintf(manifest, "audio/%s.wav\t%.3f\t%s\n", id, (double)wave->num_samples / wave->sample_rate, line);
            for (const cst_item *token = relation_head(utt_relation(utterance, "Token")); token; token = item_next(token))
                fprintf(words, "%s\t%.4f\t%.4f\t%s\n", id, start_of(edge(token, 0)), item_feat_float(edge(token, 1), "end"), item_feat_string(token, "name"));
            for (const cst_item *sound = relation_head(utt_relation(utterance, "Segment")); sound; sound = item_next(sound))
                fprintf(phones, "%s\t%.4f\t%.4f\t%s\n", id, start_of(sound), item_feat_float(sound, "end"), item_feat_string(sound, "name"));
        }
        delete_utterance(utterance);
    }
    return fclose(manifest) | fclose(words) | fclose(phones);
}
