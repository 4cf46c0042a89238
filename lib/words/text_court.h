/*
 * words/text_court.h - the report for those who decide, what its annex says of itself, and the page to browse: id, English,
 * Japanese. "{0}" is the first number.
 */
#ifndef WORDS_TEXT_COURT_H
#define WORDS_TEXT_COURT_H

#define LANG_TEXTS_COURT(X) \
	X(J_TO, "To", "宛先") \
	X(J_FROM, "From", "作成者") \
	X(J_PARTS, "This report and its parts", "本報告書の構成") \
	X(J_PARTS_NOTE, \
	  "This is the report. The technical part is annex.html; browse.html shows the same data for looking around and is no " \
	  "part of the report.", \
	  "本書が報告書である。技術的事項は別紙（annex.html）に記載した。browse.html は同一のデータを閲覧するためのものであり、" \
	  "報告書の一部ではない。") \
	X(J_DELETED, "What was deleted, and whether it can be restored", "削除されたもの及び復元の可否") \
	X(J_DELETED_NOTE, \
	  "Deleted means here: a repository of the registry does not hold it any more, whatever removed it. Restorable " \
	  "completely: every byte was obtained and proven by its digest, so that what comes back is the original.", \
	  "ここで「削除」とは、原因を問わず、レジストリのリポジトリがもはや保持していないことをいう。「完全に復元可能」とは、全データを" \
	  "取得し、ダイジェストとの一致を確認したことをいい、復元されるものは原本とバイト単位で同一である。") \
	X(J_UNSHOWN, "In no repository, and no deletion is shown", "いずれのリポジトリにもなく、削除も示されていないもの") \
	X(J_UNSHOWN_NOTE, \
	  "No repository of the registry holds the following, and nothing shows that one ever did: an index, a subject or a " \
	  "signature's tag names it, which may name what was never pushed or lies elsewhere; or its bytes were found without any name.", \
	  "次のものは、レジストリのいずれのリポジトリも保持しておらず、かつて保持していたことも示されていない。索引、subject又は署名のタグが言及しているが、" \
	  "これらはプッシュされたことのないもの又は他所にあるものにも言及し得る。あるいは、名称のないデータとして発見された。") \
	X(J_DELETED_NONE, "Nothing deleted was found in the sources examined. This does not show that nothing ever was.", \
	  "調査した範囲では、削除されたイメージは発見されなかった。これは削除がなかったことを示すものではない。") \
	X(J_DELETED_TRACES, \
	  "No deleted image is known by name or digest. That something was removed, or is not here, these tell: runs of garbage " \
	  "collection: {0}; emptied blob directories: {1}; layer links without their blob: {2}; other traces of a removal: {3}. The annex " \
	  "lists them.", \
	  "名称又はダイジェストの判明した削除済みイメージはない。ただし、何らかの除去又は欠落を示すものがある：ガベージコレクションの実行{0}件、空になった" \
	  "ブロブディレクトリ{1}件、ブロブのないレイヤーリンク{2}件、その他の除去の痕跡{3}件。詳細は別紙に掲げる。") \
	X(J_T_LEFT, "Left of it", "復元の可否") \
	X(J_T_SURE, "The name is", "名称の確度") \
	X(J_T_WHEN, "Deleted", "削除時刻") \
	X(J_T_WHAT, "What happened", "事象") \
	X(J_T_WHO, "By whom, as recorded", "操作者（記録による）") \
	X(J_MORE, "{0} of {1} are shown here; all stand in the annex.", "全{1}件のうち{0}件を示す。全件は別紙に掲げる。") \
	X(J_STORY, "What happened", "経過") \
	X(J_STORY_NOTE, \
	  "What was done to tags and images, as the traces and logs tell it. The storage itself does not record who did it; a " \
	  "name or address stands here only where a log has one.", \
	  "痕跡及びログが示す、タグ及びイメージに対する操作である。ストレージ自体には操作を行った者の記録はなく、氏名又はアドレスは、" \
	  "ログに記録がある場合に限り記載した。") \
	X(J_METHOD, "Method and limits", "調査方法及び制約事項") \
	X(J_M_1, "The sources were opened read-only; nothing in them was changed.", "調査対象は読み取り専用で取り扱い、一切変更していない。") \
	X(J_M_2, "Every object is named by the SHA-256 or SHA-512 digest of its bytes; of each that was read it was computed.", \
	  "すべてのデータは、その内容のダイジェスト（SHA-256又はSHA-512）により識別される。読み取った各データについて、ダイジェストを算出した。") \
	X(J_M_3, "Only what hashes to its digest is called intact, recovered or complete.", \
	  "ダイジェストと一致したものに限り、正常、復元済み又は完全と判定した。") \
	X(J_M_4, "Every statement keeps its grounds: the source, the place and the rule. They stand in the annex and the case file.", \
	  "すべての記述について、調査対象、箇所及び規則からなる根拠を保持している。根拠は別紙及び事案ファイルにある。") \
	X(J_M_5, "Times are those recorded by the systems examined; their clocks were not checked unless it is said.", \
	  "時刻は対象システムに記録されたものであり、明記したものを除き、その時計の正確性は確認していない。") \
	X(J_M_6, "What was not found was not found in these sources; that does not show that it never existed.", \
	  "発見されなかったものは、調査した範囲において発見されなかったものであり、存在しなかったことを示すものではない。") \
	X(J_M_7, "A deletion can be by a person, a program, or the registry's own collection; which, the storage does not tell.", \
	  "削除は、人、プログラム又はレジストリ自体のガベージコレクションによる可能性がある。いずれによるかは、ストレージからは判明しない。") \
	X(J_M_8, "Restored means the same bytes; whether they run, or are safe, was not examined.", \
	  "「復元」とは同一のデータを得ることをいう。動作するか、安全であるかは調査していない。") \
	X(J_M_9, "{0} {0|file|files} could not be read; nothing is concluded from them.", \
	  "読み取ることができなかったファイルは{0}件である。これらからは、いかなる判断も行っていない。") \
	X(J_M_10, "Anyone can repeat the examination with the sources, the program's version and the commands in the annex.", \
	  "調査対象、ツールの版及び別紙に記載したコマンドにより、何人も本調査を再現することができる。") \
	X(J_M_TRUSTED, "Blobs that an earlier scan hashed and whose entries have not changed since were not read again; the finding " \
	  "bytes-trusted says how many. What leans on them alone is stated, not proven.", \
	  "以前の走査でハッシュ値を算出し、その後エントリに変更のないブロブは、再度読み取っていない。その数は所見「読み直していないブロブがある」（bytes-trusted）に示した。" \
	  "これらのみに依拠する事項は「証明済み」ではなく「記録あり」である。") \
	X(J_WORDS, "Words used above", "用語") \
	X(ANNEX, "Annex to the report of examination: technical part", "解析報告書 別紙（技術的事項）") \
	X(ANNEX_NOTE, \
	  "The answer, the request and the statement stand in report.html. Times are cut to seconds here; the tables beside this " \
	  "page have them with the precision stored.", \
	  "結論、依頼事項及び陳述は report.html に記載した。ここでは時刻を秒単位で示す。保存された精度の時刻は、付属の表（CSV）にある。") \
	X(ANNEX_WHOLE, "In the registry, and whole", "レジストリに現存し、完全なもの") \
	X(ANNEX_REST, "Told in short; the parts of each stand in images.csv.", "以下は概要のみを示す。構成要素は images.csv にある。") \
	X(T_SIZE_ALL, "Size in all", "合計サイズ") \
	X(HAND_IMAGE, \
	  "Each line reads one blob of a disk image by its place and hashes it; the digest to compare with follows. Run where the " \
	  "image lies.", \
	  "各行は、ディスクイメージ内の位置からブロブ一件を読み取り、ハッシュ値を算出する。照合すべきダイジェストを末尾に示す。イメージのある" \
	  "場所で実行する。") \
	X(HAND_CONVERT, \
	  "An image in a container is made a raw copy first, by the line above; it needs as much space as the disk is large. The lines of " \
	  "dd read that copy.", \
	  "コンテナ形式のイメージは、上の行により、あらかじめ生データ形式の複製を作成する（ディスクの容量分の空きを要する。）。dd の行は、その複製を" \
	  "読み取る。")

#endif
