/* words/text_browse.h - the page to browse: id, English, Japanese. Its script takes them by the id. */
#ifndef WORDS_TEXT_BROWSE_H
#define WORDS_TEXT_BROWSE_H

#define LANG_TEXTS_BROWSE(X) \
	X(B_TITLE, "Container registry storage: browse", "コンテナレジストリストレージ：閲覧") \
	X(B_NOT_REPORT, "For looking around; the report is report.html.", "閲覧用であり、報告書は report.html である。") \
	X(B_NO_SCRIPT, "This page needs its own script; report.html and annex.html need none.", \
	  "本ページは同梱のスクリプトを必要とする。report.html 及び annex.html には不要である。") \
	X(B_SEARCH, "Search: repository, tag, digest, file", "検索：リポジトリ、タグ、ダイジェスト、ファイル") \
	X(B_CHIPS, "Show only", "表示するもの") \
	X(B_DELETED, "deleted", "削除済み") \
	X(B_RESTORABLE, "restorable completely", "完全に復元可能") \
	X(B_LOST, "lost", "復元不能") \
	X(B_DAMAGED, "damaged", "破損あり") \
	X(B_TIME, "The registry at", "次の時点のレジストリ") \
	X(B_AS_EXAMINED, "as examined, with all history", "調査時点（全履歴を含む）") \
	X(B_TREE, "Repositories, tags and what they named", "リポジトリ、タグ及びその対象") \
	X(B_UNNAMED, "Images without a name", "名称のないイメージ") \
	X(B_IMAGE, "Image", "イメージ") \
	X(B_PICK, "Choose an image on the left.", "左からイメージを選択する。") \
	X(B_NOTHING, "Nothing fits.", "該当するものはない。") \
	X(B_FROM, "from", "開始") \
	X(B_UNTIL, "until", "終了") \
	X(B_PERHAPS, "perhaps", "可能性あり") \
	X(B_STANDING, "standing", "状態") \
	X(B_COMPLETENESS, "completeness", "完全性") \
	X(B_KIND, "kind", "種別") \
	X(B_SIZE, "size in all, bytes", "合計サイズ（バイト）") \
	X(B_CREATED, "built, by its own word", "作成時刻（自己申告）") \
	X(B_SOURCES, "sources", "調査対象") \
	X(B_NAMES, "Names", "名称") \
	X(B_LAYERS, "Layers", "レイヤー") \
	X(B_PARTS, "Images it lists", "一覧にあるイメージ") \
	X(B_MISSING, "Missing", "欠落") \
	X(B_FILES, "Files", "ファイル") \
	X(B_FILES_CUT, "not all files are in this page: sherd files", "全ファイルは含まれていない：sherd files") \
	X(B_NO_FILES, "no listing of its layers is in this page", "レイヤーの一覧は本ページに含まれていない") \
	X(B_EVENTS, "What happened to it", "経過") \
	X(B_GROUNDS, "Grounds", "根拠") \
	X(B_TICK, "choose for restoring", "復元対象に加える") \
	X(B_BASKET, "To restore what is ticked, type", "選択したものを復元するコマンド") \
	X(B_TICKED, "ticked", "選択数") \
	X(B_CLEAR, "clear", "選択解除") \
	X(B_CUT, "This page holds the first of", "本ページに含まれるのは先頭の一部である。全件数：")

#endif
