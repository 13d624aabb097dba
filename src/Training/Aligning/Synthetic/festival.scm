;; Speaks sentences by festival and writes each recording with the times that festival itself spoke its words and sounds at.
;; make.sh puts before it: (voice_...), (set! voice "NAME"), (set! folder "FOLDER"), and after it (speak NUMBER "SENTENCE") for each.

(define (first_sound token) (item.relation (item.daughter1 (item.daughter1 (item.relation (item.daughter1 token) 'SylStructure))) 'Segment))
(define (last_sound token) (item.relation (item.daughtern (item.daughtern (item.relation (item.daughtern token) 'SylStructure))) 'Segment))

(define (sound_start sound) (if (item.prev sound) (item.feat (item.prev sound) 'end) 0))

;; Whether a token is spoken as words that have sounds.
(define (spoken token)
  (and (item.daughter1 token) (item.daughter1 (item.relation (item.daughter1 token) 'SylStructure))
       (item.daughter1 (item.relation (item.daughtern token) 'SylStructure))))

;; A token and those after it; its words are below it in the same relation.
(define (on token) (if token (cons token (on (item.next token))) nil))

(define (all_spoken tokens) (or (null? tokens) (and (spoken (car tokens)) (all_spoken (cdr tokens)))))

(define (row file id start end label) (format file "%s\t%.4f\t%.4f\t%s\n" id start end label))

(define (speak id sentence stretch)
  (Parameter.set 'Duration_Stretch stretch)
  (let ((utt (utt.synth (eval (list 'Utterance 'Text sentence)))) (tokens nil) (file nil))
    (set! tokens (on (utt.relation.first utt 'Token)))
    (if (all_spoken tokens)
        (begin
          (utt.wave.resample utt 16000)
          (utt.save.wave utt (string-append folder "/audio/" id ".wav") 'riff)
          (set! file (fopen (string-append folder "/words.tsv") "a"))
          (mapcar (lambda (token) (row file id (sound_start (first_sound token)) (item.feat (last_sound token) 'end) (item.name token))) tokens)
          (fclose file)
          (set! file (fopen (string-append folder "/phones.tsv") "a"))
          (mapcar (lambda (sound) (row file id (sound_start sound) (item.feat sound 'end) (item.name sound))) (utt.relation.items utt 'Segment))
          (fclose file)
          (set! file (fopen (string-append folder "/manifest.tsv") "a"))
          (format file "audio/%s.wav\t%.3f\t%s\n" id (item.feat (car (last (utt.relation.items utt 'Segment))) 'end) sentence)
          (fclose file)))))
