using System.Text;

namespace Rag.Tests.Encoders.Text.Tokenizers;

/// <summary>Tokenizer files of a few tokens, one of each make: the models, and all that may stand around them.</summary>
internal static class SmallTokenizers
{
    private const string WordPiece = """
        {"version":"1.0","truncation":{"max_length":99,"strategy":"LongestFirst","direction":"Right","stride":0},"padding":null,
        "added_tokens":[{"id":0,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
          {"id":1,"content":"[CLS]","special":true},{"id":2,"content":"[SEP]","lstrip":true,"rstrip":true,"special":true},{"id":9,"content":"Née","normalized":true,"single_word":true}],
        "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
        "pre_tokenizer":{"type":"BertPreTokenizer"},
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
          "pair":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
          "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[2],"tokens":["[SEP]"]}}},
        "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
        "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
          "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"##a":4,"##b":5,"aab":6,"潮":7,"e":8}}}
        """;

    private const string ByteLevel = """
        {"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":0,"content":"<s>","special":true},{"id":1,"content":"</s>","special":true}],"normalizer":null,
        "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
        "post_processor":{"type":"RobertaProcessing","sep":["</s>",1],"cls":["<s>",0],"trim_offsets":true,"add_prefix_space":true},
        "decoder":{"type":"ByteLevel"},
        "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"ignore_merges":false,
          "vocab":{"<s>":0,"</s>":1,"a":2,"b":3,"Ġ":4,"ab":5,"Ġab":6},"merges":[["a","b"],"Ġ ab"]}}
        """;

    private const string EndOfWord = """
        {"added_tokens":[{"id":9,"content":"<|end|>","special":true}],
        "normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "},{"type":"Lowercase"},{"type":"StripAccents"},{"type":"Strip"}]},
        "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"'s|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"},"behavior":"Removed","invert":true},{"type":"ByteLevel","add_prefix_space":false}]},
        "post_processor":{"type":"BertProcessing","sep":["<|end|>",9],"cls":["<|end|>",9]},
        "model":{"type":"BPE","unk_token":"<|end|>","end_of_word_suffix":"</w>","vocab":{"a":0,"b":1,"a</w>":2,"b</w>":3,"ab":4,"ab</w>":5,"<|end|>":9},"merges":["a b","a b</w>"]}}
        """;

    private const string Unigram = """
        {"added_tokens":[{"id":0,"content":"<pad>","special":true},{"id":1,"content":"</s>","special":true}],
        "normalizer":{"type":"Sequence","normalizers":[{"type":"Precompiled","precompiled_charsmap":"CAAAAAAEAABhAAAAYgA="},{"type":"NFKC"},{"type":"Prepend","prepend":"a"},{"type":"Replace","pattern":{"String":"  "},"content":"▁"}]},
        "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]},
        "post_processor":{"type":"ByteLevel","trim_offsets":true},
        "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},
        "model":{"type":"Unigram","unk_id":2,"vocab":[["<pad>",0.0],["</s>",0.0],["<unk>",0.0],["▁",-2.5],["a",-3.25],["▁a",-4],["ab",-5e0]]}}
        """;

    /// <summary>The files.</summary>
    public static byte[][] All => [.. ((string[])[WordPiece, ByteLevel, EndOfWord, Unigram]).Select(Encoding.UTF8.GetBytes)];
}
