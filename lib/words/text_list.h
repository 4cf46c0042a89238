/*
 * words/text_list.h - what lists, images and logs say at the terminal beside their tables: id, English, Japanese. "{0}" is
 * the first text; "{0|one|many}" chooses by it, in English rows only.
 */
#ifndef WORDS_TEXT_LIST_H
#define WORDS_TEXT_LIST_H

#define LANG_TEXTS_LIST(X) \
	X(L_NO_ROOM, "(no room for {0}; --full shows all)", "（幅が足りないため{0}を省略。--full により全項目を表示）") \
	X(L_BETWEEN, "{0} .. {1}", "{0}～{1}") \
	X(L_LIKE_THESE, "and {0} more like these", "ほか同種{0}件") \
	X(L_PUSHED_AS, ", pushed as {0}", "（登録時の種別 {0}）") \
	X(L_OF_ALL, "; of all {1} in {0}", "。全体のうち{0}内に{1}件") \
	X(L_IN, ", {1} in {0}", "、{0}内に{1}件") \
	X(L_THE_SOURCE, "the source itself", "調査対象の直下") \
	X(L_ELSEWHERE, ", {0} elsewhere", "、他の場所に{0}件") \
	X(L_LISTS_THEM, " (sherd findings --full lists them)", "（sherd findings --full により一覧）") \
	X(L_VOLUMES, "Volumes of {0}, in sectors of 512 bytes", "{0}のボリューム（512バイトのセクター単位）") \
	/* a list without a line */ \
	X(L_NO_IMAGES, "no images", "該当するイメージはない") \
	X(L_NO_TAGS, "no tags", "該当するタグはない") \
	X(L_NO_BLOBS, "no blobs", "該当するブロブはない") \
	X(L_LOGS_NAME, "logs name {0} {0|tag|tags} of a registry that is not in this case: sherd timeline {1}", \
	  "ログは、本件に含まれないレジストリのタグ{0}件に言及している：sherd timeline {1}") \
	X(L_NO_REPOS, "no repos", "該当するリポジトリはない") \
	X(L_NO_UPLOADS, "no uploads", "該当するアップロードはない") \
	X(L_NO_EVENTS, "no events", "該当する事象はない") \
	X(L_NO_FINDINGS, "no findings", "該当する所見はない") \
	X(L_NO_SOURCES, "no sources", "該当する調査対象はない") \
	X(L_NO_TAG_THEN, "no tag is known to name anything then", "その時点で何かを指していたことの判明したタグはない") \
	X(L_EMPTIED, " with --{0} {1}; {2} without it", "（--{0} {1} による。この条件がなければ{2}件）") \
	X(L_EMPTIED_MOST, " with --{0} {1}; at least {2} without it", "（--{0} {1} による。この条件がなければ{2}件以上）") \
	X(L_EMPTIED_ALL, " with these filters, nor without any one of them", "（これらの条件による。いずれか一つを除いても該当はない）") \
	X(L_MEANT, "; did you mean --repository {0}?", "。--repository {0} ではないか") \
	/* existed, find, diff, files */ \
	X(L_NONE_THEN, "no tag is known to have named anything then", "その時点で何かを指していたことの判明したタグはない") \
	X(L_GAPS, "perhaps, unknown: what is not known of that time; --json tells the gap of each line.", \
	  "「可能性あり」及び「不明」：その時点について判明していないことがある。--json により各行の不明な点を示す。") \
	X(L_YES, "yes", "該当") \
	X(L_PERHAPS, "perhaps", "可能性あり") \
	X(L_UNKNOWN, "unknown", "不明") \
	X(L_NOTHING_FOUND, "nothing found", "該当するものはない") \
	X(L_NO_DIGEST, "the file names no sha256 digest", "ファイルにsha256のダイジェストの記載がない") \
	X(L_NO_NAMES, "no names beside those of tags", "タグの名称以外の名称はない") \
	X(L_ALL_WHOLE, "no image lacks anything", "欠落のあるイメージはない") \
	X(L_NOTHING_DIFFERS, "nothing differs", "差異はない") \
	X(L_NO_DIGESTS, "no digests", "ダイジェストはない") \
	X(L_FILES_UNKNOWN, "the files of layer {0}, {1}, are not known ({2})", "レイヤー{0}（{1}）のファイルは判明していない（{2}）") \
	X(L_FILES_DAMAGED, \
	  "layer {0}, {1}, is {2}: {3} of its files were read out of damaged bytes; whether there are more nothing tells (inferred)", \
	  "レイヤー{0}（{1}）は{2}である。破損したバイト列から{3}個のファイルを読み取った。それ以外にファイルがあるかは判明していない（推定）") \
	X(L_FILES_TOC, \
	  "layer {0}, {1}, is {2}: {3} of its files were read; {4}, marked 3, are as its own table of contents ({5}) has them, which no manifest names (inferred)", \
	  "レイヤー{0}（{1}）は{2}である。{3}個のファイルを読み取った。{4}個（3の印）は、レイヤー自身の内容の一覧表（{5}）による。この一覧表を示すマニフェストはない（推定）") \
	X(L_FILES_TOC_MET, \
	  "layer {0}, {1}, is {2}: {3} of its files were read; {4}, marked 3, are as its own table of contents ({5}) has them, " \
	  "whose digest the manifest names (stated; what was read and meets it is proven)", \
	  "レイヤー{0}（{1}）は{2}である。{3}個のファイルを読み取った。{4}個（3の印）は、レイヤー自身の内容の一覧表（{5}）による。" \
	  "一覧表のダイジェストは、マニフェストが示すものと一致する（記録あり。読み取った結果が一致したものは証明済み）") \
	X(L_CATALOGUE, \
	  "      its own table of contents ({1}) names {0} {0|file|files}; no manifest names the table (inferred)\n" \
	  "      sherd salvage {2} {3}    which of them are whole by their own digests\n", \
	  "      レイヤー自身の内容の一覧表（{1}）が{0}個のファイルを示す。この一覧表を示すマニフェストはない（推定）\n" \
	  "      sherd salvage {2} {3}    そのうち、ダイジェストにより欠けた箇所がないと確認できるもの\n") \
	X(L_CATALOGUE_MET, \
	  "      its own table of contents ({1}), whose digest the manifest names, names {0} {0|file|files} (stated)\n" \
	  "      sherd salvage {2} {3}    which of them are whole by their own digests\n", \
	  "      レイヤー自身の内容の一覧表（{1}、ダイジェストはマニフェストが示すものと一致）が{0}個のファイルを示す（記録あり）\n" \
	  "      sherd salvage {2} {3}    そのうち、ダイジェストにより欠けた箇所がないと確認できるもの\n") \
	X(L_READ_OTHERWISE, \
	  "{0} of these entries are not there, or something else, as GNU tar lists the layer (--json: reading)", \
	  "このうち{0}件は、GNU tarによるレイヤーの一覧では存在しないか、別のものである（--json：reading）") \
	X(L_READ_BY_GNU, \
	  "{0} of these entries are in GNU tar's listing of the layer alone, marked 2: no container sees them", \
	  "このうち{0}件（2の印）は、GNU tarによるレイヤーの一覧にのみ存在し、コンテナからは見えない") \
	X(L_NO_LAYERS, "no layers are known of it", "レイヤーは判明していない") \
	X(L_NO_FILE, "no such file", "該当するファイルはない") \
	X(L_SAME_FILES, "no layer and no file differs", "レイヤー及びファイルに差異はない") \
	/* one image */ \
	X(L_KIND, "kind", "種別") \
	X(L_TYPE, "type", "メディア型") \
	X(L_TYPE_GUESS, "type (guess)", "メディア型（推定）") \
	X(L_STANDING, "standing", "現状") \
	X(L_COMPLETENESS, "completeness", "完全性") \
	X(L_OWN_BYTES, "own bytes", "自身のデータ") \
	X(L_ORIGIN, ", origin {0}", "、出所 {0}") \
	X(L_RECIPE, " (written anew as {0}: {1}; the hash is the recorded digest)", "（{0}として新たに生成：{1}。ハッシュ値は記録されたダイジェストと一致）") \
	X(L_IN_SOURCE, ", in source {0}", "、調査対象 {0}") \
	X(L_ALL_BYTES, "all bytes", "データの総量") \
	X(L_EXISTENCE, "existence", "存在の確度") \
	X(L_CREATED, "created", "作成時刻") \
	X(L_SUBJECT, "subject", "subject") \
	X(L_DIGEST, "digest", "ダイジェスト") \
	X(L_PLATFORM, "platform", "プラットフォーム") \
	X(L_AUTHOR, "author", "作成者") \
	X(L_ARTIFACT, "artifact", "アーティファクト") \
	X(L_ENV, "env", "環境変数") \
	X(L_LABELS, "labels", "ラベル") \
	X(L_ANNOTATIONS, "annotations", "注釈") \
	X(L_REPOSITORIES, "Repositories", "リポジトリ") \
	X(L_AT, " at {0}", "（{0}）") \
	X(L_ONLY_NAMED, ", or only named: nothing shows that it was ever an entry there", "、又は言及のみ（そこに登録されたことを示すものはない）") \
	X(L_DELETED_AFTER, ", deleted after {0}", "、{0}以降に削除") \
	X(L_DELETED_BEFORE, ", deleted before {0}", "、{0}以前に削除") \
	X(L_OF_REGISTRY, "  (source {0}, registry {1})", "  （調査対象 {0}、レジストリ {1}）") \
	X(L_TAGS_EVER, "Tags ever", "付与されたことのあるタグ") \
	X(L_NONE_KNOWN, "none known", "判明したものはない") \
	X(L_NOT_HERE, "its bytes are not here", "データは得られていない") \
	X(L_NOT_CLAIMED, "(not the layer the config names) ", "（イメージ設定が示すレイヤーではない）") \
	X(L_NOT_COMPARED, "(diff_id of the config not compared) ", "（イメージ設定のdiff_idとは照合していない）") \
	X(L_NO_LAYER, "- no layer", "- レイヤーなし") \
	X(L_A_LAYER, "- a layer", "- レイヤーあり") \
	X(L_LAYERS, "Layers, base first", "レイヤー（最下層から順に）") \
	X(L_LAYERS_HISTORY, "Layers, base first, with the history that made them", "レイヤー（最下層から順に）及びその作成履歴") \
	X(L_HISTORY, "History (its steps do not match the layers in number)", "作成履歴（手順の数がレイヤーの数と一致しない）") \
	X(L_NO_TRACE, "not found in the sources examined; no other trace", "調査対象の範囲では発見されず、他の痕跡もない") \
	X(L_SOURCE_NAMED, " (source {0})", "（調査対象 {0}）") \
	X(L_NOT_WHOLE, "Not whole, and where else it may be", "欠落しているもの及び他に得られる可能性のある場所") \
	X(L_DECLARED, ", {0} declared", "、申告されたサイズ {0}") \
	X(L_LAME, "Descriptors that lead nowhere", "たどることのできない記述子") \
	X(L_LAME_AT, "  at {0}, byte {1}", "  {0}、バイト位置 {1}") \
	X(L_CONFIG, "Config", "イメージ設定") \
	X(L_DOCUMENT, "Document", "自身の文書") \
	X(L_MANIFESTS, "Manifests", "マニフェスト") \
	X(L_LISTED_BY, "Listed by", "列挙しているもの") \
	X(L_NAMED_BY, "Named as subject or signed by", "subjectとして指すもの又は署名") \
	/* what logs tell */ \
	X(L_LOGS_TELL, "What logs tell", "ログの記載") \
	X(L_MORE_LINES, "  and {0} more lines: --full, or sherd timeline", "  ほか{0}行：--full 又は sherd timeline") \
	X(L_BY, "  by {0}", "  行為者 {0}") \
	X(L_LOGGED_PARTS, "Parts, by what logs let infer", "ログから推定される構成要素") \
	X(L_LOGGED_LINES, " ({0} lines)", "（{0}行）") \
	X(L_LOGGED_ONLY, \
	  "  known only from logs, which do not tell the manifest it named", \
	  "  ログのみから判明したものであり、指していたマニフェストはログに記載がない") \
	X(L_LOGGED_REFUSED, \
	  "  only requests that failed name it: that it ever was there is not shown", \
	  "  失敗した要求のみが指している。存在したことを示すものはない") \
	X(L_UPLOADED_BEFORE, "its client uploaded it before it put the manifest", "クライアントがマニフェストの登録前にアップロードした") \
	X(L_MOUNTED_BEFORE, "its client mounted it before it put the manifest", "クライアントがマニフェストの登録前にマウントした") \
	X(L_FOUND_BEFORE, \
	  "its client asked whether it was there before it put the manifest", \
	  "クライアントがマニフェストの登録前に存在を照会した") \
	X(L_FETCHED_AFTER, "a client fetched it after the manifest", "クライアントがマニフェストの後に取得した") \
	X(L_FETCHED_TAG, \
	  "a client fetched it right after the tag: likely what the tag named", \
	  "クライアントがタグの直後に取得した。タグが指していたものである可能性が高い") \
	X(L_FETCHED_CHILD, \
	  "a client fetched this manifest right after: likely listed there", \
	  "クライアントが直後にこのマニフェストを取得した。そこに列挙されていた可能性が高い") \
	X(L_NOTIFIED, "a notification lists it", "通知に列挙されている") \
	X(L_MARKED_WITH, "the garbage collector marked it with the manifest", "ガベージコレクションがマニフェストとともに保持と判定した") \
	/* how logs were read */ \
	X(L_LOG_COUNTS, \
	  "  {0} {0|line|lines}: {1} understood, {2} not; {3} {3|event|events}, {4} {4|mention|mentions} of digests", \
	  "  {0}行：解釈できたもの{1}行、できなかったもの{2}行。事象{3}件、ダイジェストの言及{4}件") \
	X(L_LOG_CUT, "  not read, or not as a whole: {0}", "  読み取っていないか、全体を読み取っていないもの：{0}") \
	X(L_LOG_SAMPLES, "  not understood, for example: {0}", "  解釈できなかったものの例：{0}") \
	X(L_LOG_SHARES, "{0} and {1}, {2}", "{0}及び{1}、{2}") \
	X(L_LOG_SPAN, ", {0} to {1}", "、{0}から{1}まで") \
	X(L_LOG_BOTH, \
	  ": {0} lines in both, {1} only in {2}, {3} only in {4}", \
	  "：双方にある行{0}、{2}のみにある行{1}、{4}のみにある行{3}") \
	X(L_LOG_COVERS, "{0} logs: {1} to {2}, largest hole {3} days", "{0}のログ：{1}から{2}まで、最大の空白{3}日") \
	X(L_LOG_KEPT, "; --retention asks for {0} {0|month|months}: covered", "。--retentionの求める保存期間{0}か月を満たす") \
	X(L_LOG_NOT_KEPT, "; --retention asks for {0} {0|month|months}: not covered", "。--retentionの求める保存期間{0}か月を満たさない") \
	X(L_LOG_KEPT_OWN, "; without --retention, {0} months are held against it: covered", "。--retentionの指定がないため保存期間{0}か月と比較した：満たす") \
	X(L_LOG_NOT_KEPT_OWN, "; without --retention, {0} months are held against it: not covered", "。--retentionの指定がないため保存期間{0}か月と比較した：満たさない") \
	X(L_TOLD_DELETIONS, "{0} {0|deletion|deletions} told", "記載された削除：{0}件") \
	X(L_TOLD_COLLECTIONS, "{0} {0|collection|collections} told", "記載されたガベージコレクション：{0}件") \
	X(L_MORE, "  and {0} more: --full or --json", "  ほか{0}件：--full 又は --json") \
	X(L_NOT_TOLD, "not told", "記載なし") \
	X(L_TOOK_NONE, ": took nothing, {0} found eligible", "：除去なし、除去の対象と判定されたもの{0}件") \
	X(L_TOOK, \
	  ": took {0} {0|blob|blobs} and {1} {1|manifest|manifests} out of repositories", \
	  "：除去されたブロブ{0}件、リポジトリから除かれたマニフェスト{1}件") \
	X(L_MARKED, "; {0} {0|line|lines} of what is in use", "。使用中と判定した記載{0}行")

#endif
