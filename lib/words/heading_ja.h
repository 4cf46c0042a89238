/*
 * words/heading_ja.h - the headings of tables at the terminal in Japanese. The English heading is the key: a table is
 * built by it, and columns are left out by it, in either language.
 */
#ifndef WORDS_HEADING_JA_H
#define WORDS_HEADING_JA_H

#define HEADINGS_JA(X) \
	X("BECOMING", "確定後のブロブ") \
	X("BREAKS", "不完全なイメージ") \
	X("BYTES", "データ量") \
	X("CHANGE", "変化") \
	X("CODE", "コード") \
	X("COMPLETENESS", "完全性") \
	X("CREATED", "作成時刻") \
	X("DELETED", "削除時刻") \
	X("DEPTH", "走査の深さ") \
	X("DESCRIPTION", "内容") \
	X("DIFF_ID", "DIFF_ID") \
	X("DIGEST", "ダイジェスト") \
	X("END", "終了") \
	X("EVENT", "事象") \
	X("FILE", "ファイル") \
	X("FROM", "起点") \
	X("GRADE", "確度") \
	X("GROUNDS", "根拠") \
	X("HELD BY", "保有する調査対象") \
	X("HIDDEN BY", "隠すレイヤー") \
	X("IMAGES", "イメージ") \
	X("ITEMS", "項目数") \
	X("KIND", "種別") \
	X("LABEL", "名称") \
	X("LAYER", "レイヤー") \
	X("LENGTH", "長さ") \
	X("LOG", "ログ") \
	X("MODE", "モード") \
	X("MTIME", "更新時刻") \
	X("NAME", "名称") \
	X("NAMES", "名称") \
	X("OWNER", "所有者") \
	X("PATH", "パス") \
	X("REGISTRY", "レジストリ") \
	X("REPAIRS", "完全となるイメージ") \
	X("REPOSITORY", "リポジトリ") \
	X("SAID BY", "記載元") \
	X("SCAN", "走査") \
	X("SESSION", "セッション") \
	X("SEVERITY", "重要度") \
	X("SIZE", "サイズ") \
	X("SOURCE", "調査対象") \
	X("SOURCES", "調査対象") \
	X("STANDING", "現状") \
	X("START", "開始") \
	X("STARTED", "開始時刻") \
	X("STATE", "状態") \
	X("TAG", "タグ") \
	X("TAGGED", "うちタグあり") \
	X("TAGS", "タグ") \
	X("TEXT", "内容") \
	X("THEN", "当時") \
	X("TIME", "時刻") \
	X("TOTAL", "総量") \
	X("UNIQUE", "固有のデータ量") \
	X("UNREAD", "読取不能") \
	X("UNTIL", "終点") \
	X("VERDICT", "判定") \
	X("VOLUME", "ボリューム") \
	X("WAS", "変化前") \
	X("WHAT", "対象") \
	X("WHERE", "場所") \
	X("WHO", "行為者")

#endif
