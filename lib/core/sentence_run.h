/* core/sentence_run.h - what run/, logs/ and recovery say. */
#ifndef CORE_SENTENCE_RUN_H
#define CORE_SENTENCE_RUN_H

#include <inttypes.h>

/* id, number, kinds of its arguments, English, Japanese: core/sentence.h */
#define SENTENCES_RUN(X) \
	X(ONE_BIT_FLIPPED, 6001, "nn", \
	  "one bit is flipped: with bit %" PRIu64 " of byte %" PRIu64 " the other way it is the blob", \
	  "1ビットが反転している。バイト{1}のビット{0}を反転させると、このブロブになる") \
	X(FIRST_BYTES_BLOB, 6002, "nn", \
	  "its first %" PRIu64 " bytes are the blob; %" PRIu64 " bytes follow that do not belong to it", \
	  "先頭の{0}バイトがこのブロブであり、その後に属さない{1}バイトが続く") \
	X(ALL_BYTES_ZERO, 6003, "", \
	  "all its bytes are zero", \
	  "全てのバイトがゼロである") \
	X(ALL_ZEROS_FROM, 6004, "n", \
	  "all zeros from byte %" PRIu64 " to the end", \
	  "バイト{0}から末尾まで全てゼロである") \
	X(BEGINS_AS_PAGE, 6005, "", \
	  "it begins as a page of HTML, such as a proxy answers with", \
	  "プロキシの応答のようなHTMLのページとして始まる") \
	X(BOUND_REACHED_AT, 6006, "tntnt", \
	  "%s: the bound of %" PRIu64 " %s was reached, at least %" PRIu64 " more were left out; --limit %s=N raises it", \
	  "{0}：上限（{1} {2}）に達し、少なくともさらに{3}が対象外となった。--limit {4}=N で引き上げられる") \
	X(READ_ERROR_AT_BYTE, 6007, "n", \
	  "read error at byte %" PRIu64, \
	  "バイト位置{0}で読み取りエラー") \
	X(NAME_CONTROL_CHARACTERS, 6008, "", \
	  "a name with control characters, a backslash or bytes that are not UTF-8", \
	  "制御文字、バックスラッシュ又はUTF-8ではないバイトを含む名称である") \
	X(TWO_CHARACTER_DIRECTORY, 6009, "", \
	  "the two-character directory does not begin the digest below it", \
	  "2文字のディレクトリ名が、その下のダイジェストの先頭と異なる") \
	X(SIZE_TIMES_CHANGED, 6010, "", \
	  "size or times changed while the file was read", \
	  "読み取り中にファイルのサイズ又は時刻が変化した") \
	X(UNPACKING_STOPPED_AFTER, 6011, "ns", \
	  "unpacking stopped after %" PRIu64 " bytes, what follows was not read: %s", \
	  "展開は{0}バイトで終了し、以後は読み取っていない：{1}") \
	X(LINES_LONGER_THAN, 6012, "nn", \
	  "%" PRIu64 " lines are longer than the bound and were not interpreted, the first of them line %" PRIu64 "; digests in them count as mentions", \
	  "上限より長い{0}行を解釈していない（最初は{1}行目）。その中のダイジェストは言及として数えた") \
	X(DOCUMENTS_OVER_MANY, 6013, "nn", \
	  "%" PRIu64 " documents over many lines are longer than the bound and were judged line by line, the first from line %" PRIu64, \
	  "上限より長い複数行の文書{0}件を行ごとに判断した（最初は{1}行目から）") \
	X(LOG_SIZE_TIMES, 6014, "", \
	  "the log's size or times changed while it was read", \
	  "読み取り中にログのサイズ又は時刻が変化した") \
	X(ENTRIES_NOT_AS, 6015, "", \
	  "entries were not as they had been told when they were looked at again", \
	  "再度確認した際に、当初と異なる項目があった") \
	X(IDENTITY_BEFORE_AFTER, 6016, "", \
	  "its identity before and after reading differs", \
	  "読み取り前後で同一性が異なる") \
	X(O_NOATIME_REFUSED_KERNEL, 6017, "", \
	  "O_NOATIME was refused by the kernel", \
	  "カーネルがO_NOATIMEを拒否した") \
	X(NOTHING_LOOKS_LIKE, 6064, "", \
	  "nothing that was read here looks like registry storage", \
	  "読み取ったものに、レジストリストレージとみられるものはない") \
	X(FILES_NOT_READ_TRUSTED, 6065, "nnn", \
	  "%" PRIu64 " blobs (%" PRIu64 " bytes) were not read: their entries are those that scan %" PRIu64 " saw when it hashed them " \
	  "(--trust-unchanged). What leans on them is stated, not proven", \
	  "{0}個のブロブ（{1}バイト）は読み取っていない。走査{2}がハッシュ値を計算した時と項目が同一である（--trust-unchanged）。これらに基づく結論の確度は「記録あり」であり「証明済み」ではない") \
	X(TRUST_DIRECTORIES_ALONE, 6066, "", \
	  "--trust-unchanged is for directories: this source is read whole", \
	  "--trust-unchangedはディレクトリのみが対象である。この調査対象は全て読み取る") \
	X(UNFINISHED_SCAN_THIS, 6019, "", \
	  "an unfinished scan of this source is continued", \
	  "この調査対象の未完了の走査を継続した") \
	X(SOURCE_DIFFERS_FROM, 6020, "", \
	  "the source differs from what the unfinished scan read; it is read anew", \
	  "調査対象が未完了の走査の時点と異なるため、新たに読み取った") \
	X(COULD_NOT_OPENED, 6021, "", \
	  "could not be opened", \
	  "開くことができなかった") \
	X(BLOBS_MARKED_BLOBS, 6024, "nnn", \
	  "%" PRIu64 " blobs marked, %" PRIu64 " blobs and %" PRIu64 " manifests eligible for deletion", \
	  "保持{0}ブロブ、削除対象{1}ブロブ及び{2}マニフェスト") \
	X(AFTER_BYTES, 6025, "n", \
	  "after %" PRIu64 " bytes", \
	  "{0}バイト受信後") \
	X(BYTES_ANNOUNCED, 6026, "n", \
	  "of %" PRIu64 " bytes announced", \
	  "申告された{0}バイトのうち") \
	X(PROMISED_AS, 6027, "t", \
	  "promised as %s", \
	  "予定されたダイジェストは{0}") \
	X(UPLOAD_BEGUN, 6028, "t", \
	  "upload begun %s", \
	  "アップロード開始は{0}") \
	X(ANOTHER_BLOB_INFLATES, 6029, "", \
	  "another blob inflates to the same content", \
	  "展開すると同一の内容になる別のブロブがある") \
	X(UPLOAD_SESSION_HOLDS, 6030, "", \
	  "an upload session holds or was to become it", \
	  "アップロード途中データが保持しているか、これになる予定であった") \
	X(DOCUMENT_CARRIES_INLINE, 6031, "", \
	  "a document carries an inline copy", \
	  "文書が複製を内包している") \
	X(DAMAGED_COPY_STANDS, 6032, "", \
	  "a damaged copy stands at", \
	  "破損した複製の所在：") \
	X(ONCE_PUSHED_MOUNTED, 6033, "", \
	  "was once pushed to or mounted into", \
	  "過去にプッシュ又はマウントされたリポジトリ：") \
	X(SCAN_HAD_SCOPE, 6038, "", \
	  "the scan had a scope: only what it names was looked for, and no other name was stored", \
	  "走査に調査範囲の指定がある。その範囲で参照されるもののみを探索し、それ以外の名称は保存していない") \
	X(OVERWRITTEN_BLOCKS_NOW, 6039, "nntnn", \
	  "overwritten: %" PRIu64 " of its %" PRIu64 " blocks now belong to living files, the first to %s; %" PRIu64 " bytes from its beginning are in free space still (map of inode %" PRIu64 ")", \
	  "上書き：{1}ブロックのうち{0}ブロックは、現存するファイルのものである（最初は{2}）。先頭から{3}バイトは残存している（inode {4}の配置情報による）") \
	X(OVERWRITTEN_BLOCKS_NOW_BELONG, 6040, "nntnnn", \
	  "overwritten: %" PRIu64 " of its %" PRIu64 " blocks now belong to living files, the first to %s; %" PRIu64 " bytes from its beginning are in free space still (map of inode %" PRIu64 "); they list %" PRIu64 " files of its archive, which no digest proves", \
	  "上書き：{1}ブロックのうち{0}ブロックは、現存するファイルのものである（最初は{2}）。先頭から{3}バイトは残存している（inode {4}の配置情報による）。その部分から、アーカイブ内の{5}個のファイル名を列挙することができるが、ダイジェストによる証明はない") \
	X(DISCARDED_BLOCKS_READ, 6041, "nnn", \
	  "discarded: %" PRIu64 " of its %" PRIu64 " blocks read as zeros (map of inode %" PRIu64 ")", \
	  "破棄（discard）：{1}ブロックのうち{0}ブロックがゼロである（inode {2}の配置情報による）") \
	X(FILE_SYSTEM_DISCARDS, 6042, "", \
	  "the file system discards by default", \
	  "ファイルシステムの既定の設定が破棄（discard）である") \
	X(DISCARDS_DEFAULT_MOUNT, 6043, "", \
	  "it discards by its default mount options", \
	  "既定のマウントオプションが破棄（discard）である") \
	X(CHANGED_BLOCKS_MAP, 6044, "nn", \
	  "changed: its %" PRIu64 " blocks (map of inode %" PRIu64 ") are free, but were written to since, or the map is not the last", \
	  "変化：{0}ブロック（inode {1}の配置情報による）は未割当であるが、その後に書き込まれたか、配置情報が最後のものではない") \
	X(NO_MAP_FOUND, 6045, "", \
	  "no map of it was found in metadata, and what other deleted files had reads as zeros: free space was discarded", \
	  "管理情報に配置情報がなく、他の削除済みファイルがあった領域はゼロである。未割当領域は破棄（discard）されている") \
	X(NO_MAP_FOUND_METADATA, 6046, "", \
	  "no map of it was found in metadata; free space was not searched (sherd recover --effort all)", \
	  "管理情報に配置情報がない。未割当領域は探索していない（sherd recover --effort all）") \
	X(NO_MAP_FOUND_METADATA_NO, 6047, "", \
	  "no map of it was found in metadata, and no piece of free space in one run holds it; fragments were not joined (sherd recover --effort all)", \
	  "管理情報に配置情報がなく、未割当領域に連続した形では存在しない。断片の結合は行っていない（sherd recover --effort all）") \
	X(NO_MAP_FOUND_METADATA_SOME, 6048, "", \
	  "no map of it was found in metadata; some streams in free space were given up when the budget of steps was spent", \
	  "管理情報に配置情報がない。未割当領域の一部のデータについては、試行回数の上限に達したため結合を打ち切った") \
	X(NO_MAP_FOUND_METADATA_FREE, 6049, "", \
	  "no map of it was found in metadata, and free space holds no run or joined fragments that hash to it", \
	  "管理情報に配置情報がなく、未割当領域の連続した部分及び結合した断片のうち、ハッシュ値が一致するものはない") \
	X(NEARLY_ALL_ZEROS, 6051, "", \
	  "98 of 100 blocks that deleted files had, or more, are zeros or holes", \
	  "削除されたファイルがあったブロックの98％以上が、ゼロ又は穴である") \
	X(SELF_CONSISTENT_BYTES, 6052, "", \
	  "self-consistent bytes from free space; nothing examined names their digest", \
	  "未割当領域から得た、それ自体で整合するデータである。調査した範囲に、そのダイジェストの記載はない") \
	X(CHANGED_COMPRESSED, 6053, "n", \
	  "changed: what its map names (inode %" PRIu64 ") is stored compressed and no longer gives it", \
	  "変化：配置情報（inode {0}）が指す内容は圧縮して保存されており、そこからは得られない") \
	X(FLIP_BLOB_LIMIT, 6054, "", \
	  "whether one bit is flipped was not tried: it is larger than the limit flip_blob", \
	  "1ビットだけが反転しているかは試していない。上限flip_blobより大きいためである") \
	X(FLIP_BYTES_LIMIT, 6055, "", \
	  "whether one bit is flipped was not tried: the limit flip_bytes is used up", \
	  "1ビットだけが反転しているかは試していない。上限flip_bytesを使い切ったためである") \
	X(NO_BIT_EXPLAINS, 6056, "", \
	  "no single flipped bit explains it: each was tried", \
	  "1ビットの反転では説明できない。全てのビットについて試した") \
	X(SIZE_OR_TIME, 6057, "", \
	  "size or time", \
	  "サイズ又は時刻") \
	X(LOG_ENDS_WITHIN, 6059, "n", \
	  "it ends within the document that begins in line %" PRIu64 ": what stood behind is not here; what there is was read line by line", \
	  "{0}行目から始まる文書の途中で終わっている。その後の内容はここにない。ある部分は1行ずつ読み取った") \
	X(LOG_NOT_PACKED, 6058, "", \
	  "its name says that it is packed, and it begins as no packed file: its beginning is damaged or it was renamed; it was read as it stands", \
	  "名称は圧縮ファイルであることを示すが、先頭はそうなっていない。先頭が破損しているか、名称が変えられている。そのまま読み取った") \
	X(TOOLS_OF_TOPS, 6063, "t", \
	  "who wrote the uppermost layers, and of how many images: %s; inferred: one tool would show one of them", \
	  "最上位のレイヤーを書いたもの及びそのイメージ数：{0}。一つのツールであれば一種類となることによる推定である") \
	X(MENDED_BITS, 6060, "t", \
	  "put right: with these bits turned (byte.bit) it is the blob, by its digest: %s", \
	  "修復済み：次のビット（バイト.ビット）を反転するとダイジェストが一致し、このブロブとなる：{0}") \
	X(MENDED_JOIN, 6061, "tn", \
	  "put right: joined with the copy whose SHA-256 is %s, in %" PRIu64 " places, it is the blob, by its digest", \
	  "修復済み：SHA-256が{0}である複製と{1}か所を合わせるとダイジェストが一致し、このブロブとなる") \
	X(MENDED_CUT, 6062, "n", \
	  "put right: its first %" PRIu64 " bytes are the blob, by its digest", \
	  "修復済み：先頭の{0}バイトのダイジェストが一致し、このブロブとなる")

#endif
