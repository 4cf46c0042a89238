/* words/text_export.h - STATUS.txt beside what is left of an image. Id, English, Japanese. */
#ifndef WORDS_TEXT_EXPORT_H
#define WORDS_TEXT_EXPORT_H

#define LANG_TEXTS_EXPORT(X) \
	X(X_NOT_WHOLE, \
	  "This image is NOT whole. It cannot be pulled, loaded or run.", \
	  "このイメージは完全ではない。取得（pull）、読込み（load）及び実行はできない。") \
	X(X_HERE, \
	  "Each blob beside this file was read back and hashed; it matches the digest that is its name.", \
	  "このファイルと共に置いた各ブロブは、読み直してハッシュ値を計算し、名称であるダイジェストとの一致を確認した。") \
	X(X_IMAGE, "Image", "イメージ") \
	X(X_NAMES, "Names it had", "付されていた名称") \
	X(X_PRESENT, "Present", "存在するもの") \
	X(X_MISSING, "Missing, with its size and where a copy might be", "欠けているもの（サイズ及び複製の所在の手掛かり）") \
	X(X_BYTES, "bytes", "バイト") \
	X(X_DECLARED, "bytes as declared", "バイト（申告されたサイズ）") \
	X(X_NO_SIZE, "size not known", "サイズ不明") \
	X(X_NOWHERE, "no other trace in the sources examined", "調査した証拠に、他の痕跡はない") \
	X(X_SAME, "the same content, packed differently", "同じ内容で、圧縮の異なるもの") \
	X(X_UPLOAD, "an unfinished upload into", "未完了のアップロード。アップロード先") \
	X(X_INLINE, "a copy inside the document", "文書に埋め込まれた複製。文書") \
	X(X_DAMAGED, "a damaged copy", "破損した複製") \
	X(X_LINK, "still linked by the repository", "なおリンクしているリポジトリ") \
	X(X_SOURCE, "source", "証拠")

#endif
