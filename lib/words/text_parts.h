/*
 * words/text_parts.h - the short texts of the report: marks, names of facts (F_), titles of columns (T_),
 * captions of the tables of words (W_), lanes of the picture (L_). Id, English, Japanese.
 */
#ifndef WORDS_TEXT_PARTS_H
#define WORDS_TEXT_PARTS_H

#define LANG_TEXTS_PARTS(X) \
	X(COMMA, ", ", "、") \
	X(COLON, ": ", "：") \
	X(OPEN, " (", "（") \
	X(CLOSE, ")", "）") \
	X(STOP, ".", "。") \
	X(TIMES, "Times", "時刻の表記") \
	X(TIMES_UTC, "UTC", "協定世界時（UTC）") \
	X(TIMES_ZONE, \
	  "local time of {0}; the stored value in UTC follows in parentheses", \
	  "{0}の現地時刻で表記し、括弧内に協定世界時（UTC）を併記する。") \
	X(PRESENT, "present", "現在") \
	X(DELETED_AT, "deleted at", "削除時刻：") \
	X(DELETED_AFTER, "deleted not before", "削除時刻の範囲（以降）：") \
	X(DELETED_BEFORE, "deleted not after", "削除時刻の範囲（以前）：") \
	X(AND_BEFORE, ", not after", "、（以前）：") \
	X(SOURCE_OF, "source", "調査対象：") \
	X(FROM, "from", "開始：") \
	X(UNTIL, "until", "終了：") \
	X(AFTER, "after", "以降") \
	X(BEFORE, "before", "以前") \
	X(DELETED, "deleted", "削除：") \
	X(P_CONFIG, "config", "イメージ設定") \
	X(P_LAYER, "layer", "レイヤー") \
	X(P_MANIFEST, "manifest", "マニフェスト") \
	X(P_STEP, "step", "手順") \
	X(NO_LAYER, "no layer", "レイヤーなし") \
	X(NOT_THE_LAYER, "not the layer the config names", "イメージ設定が示すレイヤーではない") \
	X(NOT_COMPARED, "diff_id of the config not compared", "イメージ設定のdiff_idとは照合していない") \
	X(MADE_OF, "What it is made of", "構成") \
	X(INFERRED, "inferred", "推定") \
	X(OWN_STATEMENT, "the builder's own statement", "作成者の申告による") \
	X(BYTES_RANGE, "bytes {0} to {1}", "バイト位置 {0}～{1}") \
	X(CHANGED_WHILE_READ, "changed while read", "読み取り中に変化した") \
	X(SAME_BEFORE_AND_AFTER, "the same before and after", "読み取り前後で同一である") \
	X(ATIMES_CHANGED, ", access times may have changed", "。アクセス時刻は変化した可能性がある") \
	X(F_REPOSITORIES, "Repositories", "リポジトリ") \
	X(F_TAGS_EVER, "Tags ever", "付与されたことのあるタグ") \
	X(F_PLATFORM, "Platform", "プラットフォーム") \
	X(F_ENVIRONMENT, "Environment", "環境変数") \
	X(F_LABELS, "Labels", "ラベル") \
	X(F_ANNOTATIONS, "Annotations", "注釈") \
	X(F_NOT_WHOLE, "Not whole", "完全でないもの") \
	X(F_TYPE, "Type", "メディアタイプ") \
	X(F_BUILT, "Built", "作成時刻") \
	X(F_UNFOLLOWED, "Descriptors that lead nowhere", "参照先をたどれないディスクリプタ") \
	X(F_ABOUT, "About", "対象（subject）") \
	X(F_EXISTENCE, "Existence", "存在の確度") \
	X(T_LABEL, "Label", "名称") \
	X(T_KIND, "Kind", "種別") \
	X(T_PATH, "Path", "パス") \
	X(T_ITEMS, "Items", "項目数") \
	X(T_BYTES_READ, "Bytes read", "読取バイト数") \
	X(T_READ, "Read", "読取時刻") \
	X(T_DIGEST, "Digest", "ダイジェスト") \
	X(T_TAG, "Tag", "タグ") \
	X(T_STANDING, "Standing", "状態") \
	X(T_IMAGE, "Image", "イメージ") \
	X(T_IMAGE_IS, "Image is", "イメージの完全性") \
	X(T_FROM, "From", "開始") \
	X(T_UNTIL, "Until", "終了") \
	X(T_GRADE, "Grade", "確度") \
	X(T_SOURCE, "Source", "調査対象") \
	X(T_BLOB, "Blob", "ブロブ") \
	X(T_STATE, "State", "データの状態") \
	X(T_DECLARED, "Declared", "申告サイズ") \
	X(T_BYTES_FOUND, "Bytes found", "実際のデータ") \
	X(T_IMAGES, "Images", "イメージ数") \
	X(T_WHERE, "Where", "所在") \
	X(T_OTHER_TRACES, "Other traces", "他の痕跡") \
	X(T_DIR_TIME, "Time of the directory", "ディレクトリの時刻") \
	X(T_REPOSITORY, "Repository", "リポジトリ") \
	X(T_SESSION, "Session", "セッション") \
	X(T_STARTED, "Started", "開始時刻") \
	X(T_BYTES, "Bytes", "バイト数") \
	X(T_DIGEST_OF_BYTES, "Digest of the bytes", "データのダイジェスト") \
	X(T_BECOMING, "Was to become", "予定されたブロブ") \
	X(T_CONFIG, "Config", "イメージ設定") \
	X(T_LAYERS, "Layers", "レイヤー数") \
	X(T_ENCODER, "Compressed as", "圧縮方式") \
	X(T_WRITTEN_BY, "Programs that write so", "該当するプログラム") \
	X(T_EXAMPLE, "One of them", "その一つ") \
	X(T_LAYER, "Layer", "レイヤー番号") \
	X(T_DIFF_ID, "Uncompressed digest", "diff ID（非圧縮ダイジェスト）") \
	X(T_SUBJECT, "Subject", "対象") \
	X(T_OBSERVED, "Observed", "確認した内容") \
	X(T_GROUNDS, "Grounds", "根拠") \
	X(T_DEPTH, "Depth", "深度") \
	X(T_FILES_READ, "Files read", "読取ファイル数") \
	X(T_SKIPPED, "Skipped", "対象外") \
	X(T_UNREAD, "Unread", "読取不能") \
	X(T_BYTES_UNREAD, "Bytes unread", "読取不能バイト数") \
	X(T_OUT_OF_SCOPE, "Out of scope", "調査範囲外") \
	X(T_THE_SOURCE, "The source", "調査対象の変化") \
	X(T_WORD, "Word", "用語") \
	X(T_MEANING, "Meaning", "意味") \
	X(T_SIZE, "Size", "サイズ") \
	X(T_FILE, "File", "ファイル") \
	X(T_SHA256, "SHA-256", "SHA-256") \
	X(T_RUN, "Run", "実行番号") \
	X(T_PROGRAM, "Program", "ツール") \
	X(T_COMMAND, "Command", "コマンド") \
	X(T_ENDED, "Ended", "終了時刻") \
	X(T_STATUS, "Status", "終了状態") \
	X(T_OUTCOME, "Outcome", "結果") \
	X(T_TIME, "Time", "時刻") \
	X(T_EVENT, "Event", "事象") \
	X(T_WHO, "Who", "操作者の記録") \
	X(T_WHAT, "Remarks", "備考") \
	X(T_REMARK, "Remark", "備考") \
	X(T_REPOSITORIES, "Repositories", "リポジトリ") \
	X(T_TAGS, "Tags", "タグ") \
	X(T_DELETED, "Deleted", "削除時刻") \
	X(T_LEFT, "Left of it", "残存状況") \
	X(T_ORIGIN, "Bytes", "データの出所") \
	X(T_PART, "Part", "構成要素") \
	X(T_BUILT_BY, "Built by, platform or type", "作成手順、プラットフォーム又はメディアタイプ") \
	X(W_GRADE, "Grade of a conclusion", "判断の確度") \
	X(W_STANDING, "Standing of an image", "イメージの状態") \
	X(W_COMPLETENESS, "Completeness of an image", "イメージの完全性") \
	X(W_STATE, "State of a blob", "ブロブのデータの状態") \
	X(W_ORIGIN, "Origin of bytes", "データの出所") \
	X(W_TAG, "Standing of a tag's target", "タグが指す対象の状態") \
	X(W_SEVERITY, "Severity of a finding", "所見の重大度") \
	X(W_EVENT, "Events of the timeline", "タイムラインの事象") \
	X(L_PUSHES, "pushes, tags", "プッシュ、タグ") \
	X(L_DELETIONS, "deletions", "削除") \
	X(L_COLLECTION, "collection", "GC") \
	X(L_UPLOADS, "uploads", "アップロード") \
	X(L_OTHER, "other", "その他")

#endif
