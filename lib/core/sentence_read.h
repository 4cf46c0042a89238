/* core/sentence_read.h - what format/, blob/ and xfrm/ notice while bytes are read. */
#ifndef CORE_SENTENCE_READ_H
#define CORE_SENTENCE_READ_H

#include <inttypes.h>

/* id, number, kinds of its arguments, English, Japanese: core/sentence.h */
#define SENTENCES_READ(X) \
	X(FILE_SHOULD_NAME, 2001, "s", \
	  "the file that should name the images cannot be read: %s", \
	  "イメージの名称を示すべきファイルを読み取れない。{0}") \
	X(FILE_SHOULD_NAME_IMAGES, 2002, "", \
	  "the file that should name the images holds no list of them", \
	  "イメージの名称を示すべきファイルに、その一覧がない") \
	X(ENTRY_LIST_IMAGES, 2003, "", \
	  "an entry of the list of images has no digest that can be followed", \
	  "イメージの一覧の項目に、たどることのできるダイジェストがない") \
	X(NO_LIST, 2004, "", \
	  "it is no list", \
	  "一覧ではない") \
	X(BOLT_PARTS_LEFT, 2191, "", \
	  "pages or elements of it are damaged; what the others say is used", \
	  "ページ又は要素の一部が破損している。それ以外の内容を使用した") \
	X(LINK_BYTES_EXPECTED, 2005, "n", \
	  "link is %" PRIu64 " bytes, expected one digest (71 bytes for sha256)", \
	  "リンクは{0}バイトである。一つのダイジェスト（sha256では71バイト）でなければならない") \
	X(BYTES_MORE_THAN_READ, 2006, "nn", \
	  "%" PRIu64 " bytes, more than the %" PRIu64 " that are read of such a file", \
	  "{0}バイトであり、この種のファイルの読み取り上限{1}バイトを超える") \
	X(STATE_BYTES_NAME, 2007, "nn", \
	  "the state is of %" PRIu64 " bytes, its name says %" PRIu64, \
	  "状態は{0}バイトの時点のものであるが、名称は{1}バイトを示している") \
	X(BYTES_MORE_THAN_DOCUMENT, 2008, "nn", \
	  "%" PRIu64 " bytes, more than the %" PRIu64 " a document is read up to", \
	  "{0}バイトであり、文書の読み取り上限{1}バイトを超える") \
	X(BYTES_FOLLOW_LAST_FRAME, 2010, "ntn", \
	  "%" PRIu64 " bytes follow the last %s frame, which ends at byte %" PRIu64, \
	  "最後の{1}圧縮データ（バイト位置{2}で終了）の後に{0}バイトが続いている") \
	X(BYTES_FOLLOW_LAST_MEMBER, 2011, "ntn", \
	  "%" PRIu64 " bytes follow the last %s member, which ends at byte %" PRIu64, \
	  "最後の{1}圧縮データ（バイト位置{2}で終了）の後に{0}バイトが続いている") \
	X(AT_BYTE_UNCOMPRESSED, 2012, "ns", \
	  "at byte %" PRIu64 " of the uncompressed bytes: %s", \
	  "展開後のバイト位置{0}：{1}") \
	X(AT_BYTE, 2013, "ns", \
	  "at byte %" PRIu64 ": %s", \
	  "バイト位置{0}：{1}") \
	X(MORE_ENTRIES_THAN, 2193, "n", \
	  "more entries than the limit of %" PRIu64 " (layer_entries)", \
	  "項目数が上限{0}（layer_entries）を超える") \
	X(LISTING_LONGER_THAN, 2194, "n", \
	  "the listing is longer than the limit of %" PRIu64 " bytes (listing_bytes)", \
	  "一覧が上限{0}バイト（listing_bytes）を超える") \
	X(MORE_ENTRIES_ARCHIVE, 2016, "n", \
	  "%" PRIu64 " more entries of the archive are odd", \
	  "アーカイブには、ほかに{0}件の特異な項目がある") \
	X(DIFF_ID_NO_DIGEST, 2017, "", \
	  "a diff_id that is no digest", \
	  "ダイジェストではないdiff IDがある") \
	X(SETTING_MEANS, 2018, "tts", \
	  "%s is %s: %s", \
	  "{0}の値は{1}である。{2}") \
	X(SETTING, 2019, "tt", \
	  "%s is %s", \
	  "{0}の値は{1}である") \
	X(WHETHER_API_DELETES, 2020, "", \
	  "whether the API deletes at all; without it no deletion came by the API", \
	  "APIによる削除の可否。これがなければ、APIによる削除はない") \
	X(WHERE_STORAGE, 2021, "", \
	  "where the storage was", \
	  "ストレージの所在") \
	X(STORAGE_OBJECT_STORE, 2022, "", \
	  "the storage was an object store", \
	  "ストレージはオブジェクトストアであった") \
	X(CACHE_DESCRIPTORS_COLLECTION, 2023, "", \
	  "a cache of descriptors: a collection beside a running registry leaves ghost pushes", \
	  "記述子のキャッシュ。稼働中のレジストリに対するガベージコレクションは、ゴーストプッシュを残す") \
	X(WHETHER_REGISTRY_REFUSED, 2024, "", \
	  "whether the registry refused writes", \
	  "レジストリが書き込みを拒否していたか否か") \
	X(WHETHER_OLD_UPLOADS, 2025, "", \
	  "whether old uploads were purged", \
	  "古いアップロードが消去されていたか否か") \
	X(FROM_WHAT_AGE, 2026, "", \
	  "from what age uploads were purged", \
	  "アップロードが消去されるまでの期間") \
	X(HOW_OFTEN_UPLOADS, 2027, "", \
	  "how often uploads were purged", \
	  "アップロードが消去される間隔") \
	X(PULL_THROUGH_CACHE, 2028, "", \
	  "a pull-through cache: content came without a push and expired without a person", \
	  "プルスルーキャッシュ。データは、プッシュによらず取得され、人の操作によらず期限切れとなった") \
	X(WHEN_CACHED_CONTENT, 2029, "", \
	  "when cached content expired", \
	  "キャッシュしたデータの期限") \
	X(SOMEBODY_TOLD_PUSHES, 2030, "", \
	  "somebody was told of pushes and deletions: ask there", \
	  "プッシュ及び削除の通知先がある。通知先に照会する") \
	X(WHETHER_NOTIFICATIONS_LIST, 2031, "", \
	  "whether notifications list layers", \
	  "通知がレイヤーを列挙していたか否か") \
	X(USERS_PASSWORD_FILE, 2032, "", \
	  "users by a password file", \
	  "パスワードファイルによるユーザー管理") \
	X(USERS_TOKEN_SERVICE, 2033, "", \
	  "users by a token service: its log names them", \
	  "トークンサービスによるユーザー管理。そのログに名称がある") \
	X(WHETHER_ACCESS_LOG, 2034, "", \
	  "whether an access log was written", \
	  "アクセスログが書き込まれていたか否か") \
	X(DESCRIPTOR_WITHOUT_SIZE, 2035, "", \
	  "a descriptor without size", \
	  "サイズのない記述子がある") \
	X(DESCRIPTOR_SIZE_NO, 2036, "", \
	  "a descriptor's size is no whole number", \
	  "記述子のサイズが整数ではない") \
	X(DESCRIPTOR_WITHOUT_DIGEST, 2037, "", \
	  "a descriptor without digest", \
	  "ダイジェストのない記述子がある") \
	X(DIGEST_ALGORITHM_NOT, 2038, "t", \
	  "a digest of an algorithm not known here: %.*s", \
	  "本ツールが対応していないアルゴリズムのダイジェストである：{0}") \
	X(DIGEST_NONE, 2039, "t", \
	  "a digest that is none: %.*s", \
	  "ダイジェストの形式ではない：{0}") \
	X(MARKS_MANIFEST_CONFIG, 2040, "", \
	  "marks of a manifest and of a config in one document; who names it decides", \
	  "一つの文書にマニフェストとイメージ設定の特徴がある。参照する側に従って読み取る") \
	X(DESCRIPTOR_NO_OBJECT, 2041, "", \
	  "a descriptor that is no object", \
	  "オブジェクトではない記述子がある") \
	X(LIST_DESCRIPTORS_NO, 2042, "", \
	  "a list of descriptors that is no array", \
	  "配列ではない記述子の一覧がある") \
	X(KEY_STANDS_AGAIN, 2043, "t", \
	  "key \"%.*s\" stands here again", \
	  "キー「{0}」が重複している") \
	X(KEY_WHERE_FORMAT, 2044, "tt", \
	  "key \"%.*s\" where the format says \"%s\"", \
	  "書式が「{1}」と定める箇所に、キー「{0}」がある") \
	X(SECOND_READER_REFUSES, 2045, "s", \
	  "a second reader refuses it: %s", \
	  "別の処理系が拒否した：{0}") \
	X(MORE_SUCH_PLACES, 2046, "n", \
	  "and %" PRIu64 " more of such places in this document", \
	  "この文書には、ほかに{0}件の該当箇所がある") \
	X(BYTE, 2047, "ns", \
	  "byte %" PRIu64 ": %s", \
	  "バイト位置{0}：{1}") \
	X(MORE_THAN_VALUES, 2048, "n", \
	  "more than %" PRIu64 " values", \
	  "値の数が{0}を超える") \
	X(STRING_DOES_NOT, 2050, "", \
	  "a string does not end", \
	  "文字列が終わっていない") \
	X(CONTROL_CHARACTER_STRING, 2051, "", \
	  "a control character in a string", \
	  "文字列に制御文字がある") \
	X(MEMBER_WITHOUT_NAME, 2052, "", \
	  "a member without a name", \
	  "名称のないメンバーがある") \
	X(NO_COLON_AFTER, 2053, "", \
	  "no colon after a member's name", \
	  "メンバーの名称の後にコロンがない") \
	X(VALUE_MISSING, 2054, "", \
	  "a value is missing", \
	  "値がない") \
	X(LINK_BYTES_EXPECTED_NEWLINE, 2055, "nn", \
	  "link is %" PRIu64 " bytes, expected %" PRIu64 ": a newline follows the digest", \
	  "リンクは{0}バイトである（正しくは{1}バイト）。ダイジェストの後に改行がある") \
	X(LINK_SPELLS_DIGEST, 2056, "", \
	  "link spells its digest in upper case", \
	  "リンクのダイジェストが大文字で書かれている") \
	X(LINK_BYTES_EXPECTED_WHITE, 2057, "nn", \
	  "link is %" PRIu64 " bytes, expected %" PRIu64 ": white space surrounds the digest", \
	  "リンクは{0}バイトである（正しくは{1}バイト）。ダイジェストの前後に空白がある") \
	X(LINK_BYTES_EXPECTED_CUT, 2058, "nn", \
	  "link is %" PRIu64 " bytes, expected %" PRIu64 ": cut short or no digest", \
	  "リンクは{0}バイトである（正しくは{1}バイト）。途中で切れているか、ダイジェストではない") \
	X(LINK_BYTES_NO, 2059, "n", \
	  "link is %" PRIu64 " bytes and no digest", \
	  "リンクは{0}バイトであり、ダイジェストではない") \
	X(LINK_EMPTY_EXPECTED, 2060, "", \
	  "link is empty, expected 71 bytes", \
	  "リンクは空である（正しくは71バイト）") \
	X(MARKS_IMAGE_INDEX, 2061, "t", \
	  "marks of an image and of an index in one document; read as %s by the registry", \
	  "一つの文書にイメージ及びインデックス双方の特徴がある。レジストリは{0}として解釈する") \
	X(MEDIA_TYPE_CONTRADICTS, 2062, "t", \
	  "the media type contradicts the content, which is read as %s", \
	  "メディアタイプが、{0}として解釈した内容と矛盾する") \
	X(TYPE_NO_MANIFEST, 2140, "tt", \
	  "its media type is no manifest's: %s; it was read by its content, as %s", \
	  "メディアタイプがマニフェストのものでない：{0}。内容に基づき、{1}として解釈した") \
	X(VERSION_NO_MANIFEST, 2141, "t", \
	  "its schemaVersion is not 2; it was read by its content, as %s", \
	  "schemaVersionが2でない。内容に基づき、{0}として解釈した") \
	X(JSON_INSIDE_V1COMPATIBILITY, 2063, "s", \
	  "the JSON inside v1Compatibility: %s", \
	  "v1Compatibility内のJSON：{0}") \
	X(LAYER_WITHOUT_BLOBSUM, 2064, "", \
	  "a layer without blobSum", \
	  "blobSumのないレイヤーがある") \
	X(ARCHIVE_ENDS_INSIDE, 2065, "", \
	  "the archive ends inside a member", \
	  "アーカイブが項目の途中で終わっている") \
	X(ARCHIVE_ENDS_IN_PADDING, 2190, "n", \
	  "the archive ends here, in the padding of its last member, which is whole: %" PRIu64 " entries are listed", \
	  "アーカイブはここで、最後のメンバーのパディングの途中で終わっている。そのメンバーは完全であり、一覧には{0}項目がある") \
	X(OVER_BOUND, 2192, "tnn", \
	  "the bound %s of %" PRIu64 " is passed: %" PRIu64 " would be needed", \
	  "上限{0}（{1}）を超える。{2}を要する") \
	X(SPARSE_MAP_OVERLAPS, 2067, "", \
	  "a sparse map that overlaps or passes its file", \
	  "スパースマップが重複しているか、ファイルの範囲を超える") \
	X(ARCHIVE_ENDS_INSIDE_HEADER, 2068, "", \
	  "the archive ends inside a header", \
	  "アーカイブがヘッダーの途中で終わっている") \
	X(GO_READERS_STOP, 2069, "sn", \
	  "%s; Go's readers stop here, GNU tar's goes on at byte %" PRIu64, \
	  "{0}。Goの読み取りはここで止まり、GNU tarは{1}バイト目から読み続ける") \
	X(LONE_BLOCK_ZEROS, 2070, "", \
	  "a lone block of zeros, with more after it: readers stop here", \
	  "ゼロのブロックが一つだけあり、その後にデータが続く。読み取りはここで止まる") \
	X(EXTENDED_HEADER_AT, 2071, "", \
	  "an extended header at the end, without its member", \
	  "末尾に、対象となる項目のない拡張ヘッダーがある") \
	X(FILE_BYTES_WHOSE, 2072, "n", \
	  "a file of %" PRIu64 " bytes whose name ends in a slash: Go's readers make a file of it, GNU tar's a directory", \
	  "名称が斜線で終わる{0}バイトのファイルである。Goの読み取りはファイルとし、GNU tarはディレクトリとする") \
	X(MEMBER_WITHOUT_BYTES, 2073, "", \
	  "a member without bytes of its own has a size: Go's readers look for the next one right after it, GNU tar's listing beyond that size", \
	  "それ自体のデータを持たない項目にサイズがある。Goの読み取りは直後に次の項目を求め、GNU tarの一覧はそのサイズの分を読み飛ばす") \
	X(MORE_SUCH_ENTRIES, 2074, "n", \
	  "%" PRIu64 " more such entries", \
	  "同様の項目が他に{0}件ある") \
	X(MORE_SUCH_PLACES_2, 2075, "n", \
	  "%" PRIu64 " more such places", \
	  "同様の箇所が他に{0}箇所ある") \
	X(NO_HEADER_STANDS, 2076, "", \
	  "no header stands where one must (checksum)", \
	  "ヘッダーがあるべき箇所にない（チェックサム）") \
	X(HEADER_SIZE_TIME, 2077, "", \
	  "a header's size or time cannot be", \
	  "ヘッダーのサイズ又は時刻があり得ない値である") \
	X(SPARSE_MAP_NONE, 2079, "", \
	  "a sparse map that is none", \
	  "スパースマップの形式ではない") \
	X(PAX_RECORD_NONE, 2080, "", \
	  "a pax record that is none", \
	  "paxレコードの形式ではない") \
	X(PAX_RECORD_WITHOUT, 2081, "", \
	  "a pax record without '='", \
	  "「=」のないpaxレコードがある") \
	X(SPARSE_MEMBER_SIZE, 2082, "", \
	  "a sparse member's size that cannot be", \
	  "スパースファイルのサイズがあり得ない値である") \
	X(SPARSE_MAP_DOES, 2083, "", \
	  "a sparse map that does not end", \
	  "スパースマップが終わっていない") \
	X(STARTEDAT_EMPTY, 2084, "", \
	  "startedat is empty", \
	  "startedatが空である") \
	X(STARTEDAT_BYTES_NO, 2085, "n", \
	  "startedat is %" PRIu64 " bytes and no RFC 3339 time", \
	  "startedatは{0}バイトであり、RFC 3339の時刻ではない") \
	X(HASH_STATE_BYTES, 2086, "n", \
	  "hash state is %" PRIu64 " bytes, expected 108", \
	  "ハッシュ状態は{0}バイトである（正しくは108バイト）") \
	X(HASH_STATE_BYTES_NEITHER, 2087, "n", \
	  "hash state of %" PRIu64 " bytes is neither of the known forms", \
	  "{0}バイトのハッシュ状態は、既知のいずれの形式でもない") \
	X(DOCUMENT_NO_OBJECT, 2088, "", \
	  "the document is no object", \
	  "文書がオブジェクトではない") \
	X(ENTRY_NO_OBJECT, 2089, "", \
	  "an entry that is no object", \
	  "オブジェクトではない項目がある") \
	X(GZIP_DATA_DAMAGED, 2090, "ns", \
	  "gzip data is damaged near byte %" PRIu64 ": %s", \
	  "gzipデータがバイト位置{0}付近で破損している：{1}") \
	X(XZ_DATA_NEAR, 2091, "ns", \
	  "xz data near byte %" PRIu64 ": %s", \
	  "xzデータのバイト位置{0}付近：{1}") \
	X(ZSTD_DATA_NEAR, 2092, "ns", \
	  "zstd data near byte %" PRIu64 ": %s", \
	  "zstdデータのバイト位置{0}付近：{1}") \
	X(STREAM_DOES_NOT, 2093, "", \
	  "the stream does not begin as its kind should", \
	  "データの先頭が、その種別の形式ではない") \
	X(INFLATING_STOPPED_AT, 2094, "n", \
	  "inflating stopped at the limit of %" PRIu64 " bytes", \
	  "上限{0}バイトで展開を打ち切った") \
	X(BYTES_INFLATE_ABOVE, 2095, "nnn", \
	  "%" PRIu64 " bytes inflate to %" PRIu64 ": above the limit of %" PRIu64 " to 1", \
	  "{0}バイトが{1}バイトに展開された。上限の{2}対1を超える") \
	X(STREAM_CUT_OFF, 2096, "n", \
	  "the stream is cut off after %" PRIu64 " bytes", \
	  "データが{0}バイトで途切れている") \
	X(ESCAPE_NONE, 2097, "", \
	  "an escape that is none", \
	  "エスケープの形式ではない") \
	X(STRING_NOT_UTF, 2098, "", \
	  "a string is not UTF-8", \
	  "文字列がUTF-8ではない") \
	X(NUMBER_NONE, 2099, "", \
	  "a number that is none", \
	  "数値の形式ではない") \
	X(NUMBER_WITHOUT_DECIMALS, 2100, "", \
	  "a number without decimals after its point", \
	  "小数点の後に数字がない") \
	X(NUMBER_WITHOUT_EXPONENT, 2101, "", \
	  "a number without exponent digits", \
	  "指数の数字がない") \
	X(NO_VALUE_BEGINS, 2102, "", \
	  "no value begins here", \
	  "値の始まりではない") \
	X(BYTES_FOLLOW_DOCUMENT, 2103, "", \
	  "bytes follow the document", \
	  "文書の後にデータが続いている") \
	X(OBJECT_DOES_NOT, 2104, "", \
	  "an object does not end", \
	  "オブジェクトが終わっていない") \
	X(ARRAY_DOES_NOT, 2105, "", \
	  "an array does not end", \
	  "配列が終わっていない") \
	X(COMMA_CLOSING_BRACKET, 2106, "", \
	  "a comma or closing bracket is missing", \
	  "コンマ又は閉じ括弧がない") \
	X(BYTES_NO_PADDING, 2108, "nn", \
	  "%" PRIu64 " bytes that are no padding follow the end of the archive, from byte %" PRIu64 " of the uncompressed bytes on", \
	  "アーカイブの終端の後に、展開後のバイト位置{1}から、埋め草ではない{0}バイトが続いている") \
	X(BYTES_NO_PADDING_FOLLOW, 2109, "nn", \
	  "%" PRIu64 " bytes that are no padding follow the end of the archive, from byte %" PRIu64 " on", \
	  "アーカイブの終端の後に、バイト位置{1}から、埋め草ではない{0}バイトが続いている") \
	X(CONTAINER_IMAGE_LOG, 2110, "ttt", \
	  "container %.*s of image %.*s; its log: %.*s", \
	  "イメージ{1}のコンテナ{0}。ログ：{2}") \
	X(CONTAINER_IMAGE, 2111, "tt", \
	  "container %.*s of image %.*s", \
	  "イメージ{1}のコンテナ{0}") \
	X(BYTE_NESTED_DEEPER, 2112, "nn", \
	  "byte %" PRIu64 ": nested deeper than %" PRIu64, \
	  "バイト位置{0}：入れ子が{1}段より深い") \
	X(DOCUMENT_4_GIB, 2113, "", \
	  "a document of 4 GiB or more", \
	  "4 GiB以上の文書である") \
	X(NO_REASON_GIVEN, 2114, "", \
	  "no reason given", \
	  "理由は示されていない") \
	X(XZ_NO_STREAM, 2115, "", \
	  "not an xz stream", \
	  "xzのデータではない") \
	X(XZ_OPTIONS, 2116, "", \
	  "options this decoder does not know", \
	  "復号器が対応していないオプションがある") \
	X(XZ_CORRUPT, 2117, "", \
	  "data is corrupt or its check fails", \
	  "データが破損しているか、検査値が一致しない") \
	X(XZ_END, 2118, "", \
	  "unexpected end or error", \
	  "途中で終わっているか、誤りがある") \
	X(XZ_MEMORY_LIMIT, 2119, "n", \
	  "xz asks for more than %" PRIu64 " MiB of memory", \
	  "xzが{0} MiBを超えるメモリを要する") \
	X(SPLIT_MALFORMED, 2120, "t", \
	  "the record of the layer's tar cannot be read after %s", \
	  "レイヤーのtarの記録を「{0}」の後で読み取れない") \
	X(SPLIT_LINE_TOO_LONG, 2121, "t", \
	  "a line of the record of the layer's tar, after %s, is over the limit", \
	  "レイヤーのtarの記録で「{0}」の後の行が上限を超えている") \
	X(SPLIT_NAME_LEAVES, 2122, "t", \
	  "the record of the layer's tar names a file outside its directory: %s", \
	  "レイヤーのtarの記録が、そのディレクトリの外のファイルを挙げている：{0}") \
	X(SPLIT_FILE_GONE, 2123, "t", \
	  "a file of the unpacked layer is not here: %s", \
	  "展開済みレイヤーのファイルがここにない：{0}") \
	X(SPLIT_FILE_CHANGED, 2124, "t", \
	  "a file of the unpacked layer is not what it was: %s", \
	  "展開済みレイヤーのファイルが元の内容ではない：{0}") \
	X(SPLIT_FILES_MORE, 2125, "n", \
	  "and %" PRIu64 " more files of that layer", \
	  "同じレイヤーのファイルがほかに{0}個") \
	X(PAX_RECORD_ODD, 2126, "", \
	  "an extended header has a record that no writer makes: what it said of this member is not known", \
	  "拡張ヘッダーに、いかなる作成プログラムも書かない記録がある。このメンバーについて何を示していたかは不明である") \
	X(READINGS_PART, 2127, "", \
	  "here GNU tar's listing has a header that Go's reading has passed over: what follows is listed in Go's reading alone", \
	  "Goの読み取りが通り過ぎた位置に、GNU tarの一覧では見出しがある。これより後はGoの読み方のみで一覧とした") \
	X(HEADER_WITHOUT_NAME, 2128, "", \
	  "a header without a name: no writer makes one, and what it was of is not known", \
	  "名前のない見出しである。いかなる作成プログラムもこれを作らず、何の見出しであったかは不明である") \
	X(NAMES_MORE_THAN_ARCHIVE, 2129, "n", \
	  "it holds %" PRIu64 " descriptors, more than documents of a compressed archive of this size may hold in all: not read as a document", \
	  "{0}件の記述子を含み、この大きさの圧縮アーカイブの文書全体に許される件数を超えるため、文書としては読み取らなかった") \
	X(DEVICE_ITEM_DIFFERS, 2231, "", \
	  "the item of the device, the superblock and the extents of the device tell different things of it", \
	  "デバイスの項目、スーパーブロック及びデバイスのエクステントの間で、デバイスについての記述が一致しない") \
	X(CHUNKS_GROUPS_DIFFER, 2232, "", \
	  "the chunks and the groups of blocks that count what is used in them differ", \
	  "チャンクと、その使用量を数えるブロックグループが互いに一致しない") \
	X(USED_NOT_COUNTED, 2233, "", \
	  "what is counted as used is not what the records of extents add up to", \
	  "使用中として数えられた量が、エクステントの記録の合計と一致しない") \
	X(BYTES_WITHOUT_SUMS, 2234, "nn", \
	  "inode %" PRIu64 " of tree %" PRIu64 " has bytes without the checksums that it should have", \
	  "ツリー{1}のinode {0}に、あるべきチェックサムのないデータがある") \
	X(SUMS_WITHOUT_BYTES, 2235, "", \
	  "there are checksums of space that no extent uses", \
	  "いずれのエクステントも使用していない領域のチェックサムがある") \
	X(BYTES_NOT_USED, 2236, "nn", \
	  "inode %" PRIu64 " of tree %" PRIu64 " has bytes where no record of an extent says that space is used", \
	  "ツリー{1}のinode {0}に、エクステントの記録では使用されていない領域にあるデータがある") \
	X(BLOCK_OWNER, 2237, "n", \
	  "the tree block at %" PRIu64 " says that it is another tree's", \
	  "アドレス{0}のツリーブロックが、別のツリーに属すると示している") \
	X(TOC_NO_OBJECT, 2270, "", \
	  "the table of contents is no JSON object", \
	  "内容の一覧表がJSONのオブジェクトではない") \
	X(TOC_BREAKS_OFF, 2271, "", \
	  "the JSON of the table of contents is malformed or breaks off", \
	  "内容の一覧表のJSONが不正であるか、途中で切れている") \
	X(TOC_ENTRIES_TWICE, 2272, "", \
	  "the table of contents has not exactly one list of entries", \
	  "内容の一覧表に項目の一覧がないか、二つ以上ある") \
	X(TOC_TELLS, 2273, "tnnt", \
	  "the layer's own table of contents (%s) is whole: it names %" PRIu64 " files, %" PRIu64 " of which were not read; SHA-256 of the table: %s", \
	  "レイヤー自身の内容の一覧表（{0}）に欠けた箇所はない。{1}個のファイルを示しており、そのうち{2}個は読み取っていない。一覧表のSHA-256は{3}") \
	X(TOC_NOT_READ, 2274, "ts", \
	  "the layer ends in the footer of a table of contents (%s), which cannot be read: %s", \
	  "レイヤーの末尾に内容の一覧表（{0}）の位置情報があるが、一覧表を読み取れない。{1}") \
	X(TOC_BEYOND_LIMIT, 2275, "n", \
	  "it lies or is longer than the limit of %" PRIu64 " bytes before the end (toc_bytes)", \
	  "末尾からの位置又は長さが上限{0}バイト（toc_bytes）を超える") \
	X(TOC_NO_MEMBER, 2276, "", \
	  "no whole file of that name is at its place", \
	  "その位置に、該当する名称の完全なファイルがない") \
	X(TOC_ODD_ENTRIES, 2277, "n", \
	  "entries of the table of contents that cannot be read or are beyond a limit, left out: %" PRIu64, \
	  "内容の一覧表の項目のうち、読み取れないか上限を超えるため省いたもの：{0}個") \
	X(DESCRIPTOR_CANNOT, 2238, "", \
	  "the descriptor lacks its own number or its parent's, or breaks off", \
	  "記述ファイルに自身又は親の識別番号がないか、途中で切れている") \
	X(JOURNAL_WITHOUT_FEATURE, 2239, "", \
	  "the superblock names a journal that its features do not", \
	  "スーパーブロックが、機能の一覧にないジャーナルを示している") \
	X(JOURNAL_TWICE, 2240, "", \
	  "the superblock names two journals, one within and one on another device: the one within was read", \
	  "スーパーブロックが、内部と別のデバイスの2つのジャーナルを示している。内部のものを読み取った")

#endif
