/*
 * words/text_term.h - what is said at the terminal: id, English, Japanese. "{0}" is the first text; "{0|one|many}" chooses
 * by it, in English rows only.
 */
#ifndef WORDS_TEXT_TERM_H
#define WORDS_TEXT_TERM_H

#define LANG_TEXTS_TERM(X) \
	/* the answer first */ \
	X(Y_WHOLE, "Deleted, and restorable completely", "レジストリからは削除済み・本調査で完全に復元可能") \
	X(Y_PART, "Deleted, and restorable in part", "レジストリからは削除済み・本調査で一部のみ復元可能") \
	X(Y_LOST, "Deleted, and not restorable from what was read", "レジストリからは削除済み・本調査範囲では復元不能") \
	X(Y_UNREAD, "Deleted, and not readable as an image", "レジストリからは削除済み・イメージとして解釈できない") \
	X(Y_WHICH, "Deleted, and not known which image it was", "レジストリからは削除済み・どのイメージであったかは不明") \
	X(Y_NONE, "Nothing deleted was found in the sources examined.", "調査した範囲では、削除されたイメージは発見されなかった。") \
	X(Y_HELD_STILL, "Deleted from a repository, and still held by another repository or tag", \
	  "一部のリポジトリから削除済み・他のリポジトリ又はタグが保持") \
	X(Y_TRACES, \
	  "No deleted image is known by name or digest. That something was removed, or is not here, these tell: runs of a collection: " \
	  "{0}; emptied blob directories: {1}; layer links without their blob: {2}; other traces of a removal: {3}. See sherd timeline {4} --all", \
	  "名称又はダイジェストの判明した削除済みイメージはない。ただし、何らかの除去又は欠落を示すものがある：GC実行{0}件、空になったブロブディレクトリ" \
	  "{1}件、ブロブのないレイヤーリンク{2}件、その他の除去の痕跡{3}件（sherd timeline {4} --all）") \
	X(Y_UNSHOWN, "In no repository here, and that it was deleted is not shown", "いずれのリポジトリにもなく、削除されたことは示されていない") \
	X(Y_UNSHOWN_TABLE, \
	  "In no repository here, and no deletion is shown: only named by an index, a subject or a signature's tag, or bytes without a name", \
	  "いずれのリポジトリにもなく、削除も示されていないもの（索引、subject若しくは署名のタグによる言及のみ、又は名称のないデータ）") \
	X(Y_MORE_UNSHOWN, "  and {0} more: sherd images {1}", "  ほか{0}件：sherd images {1}") \
	X(Y_HOW_NAMED, "only named", "言及のみ") \
	X(Y_HOW_UNHELD, "no name", "名称なし") \
	X(Y_UNRESOLVED, "What was read has not been judged yet: run sherd resolve. Nothing is said of deletions before.", \
	  "読み取った内容はまだ判断されていない。sherd resolve を実行する。それまで削除については何も示さない。") \
	X(Y_NO_REGISTRY, \
	  "No registry was found in the sources, and no image of another store. Looked for, under any name and at any depth of " \
	  "directories, archives and the file systems of disk images:\n" \
	  "  a registry's tree (docker/registry/v2: blobs and repositories)\n" \
	  "  an OCI layout (oci-layout, index.json), a docker save archive (manifest.json), skopeo's dir:\n" \
	  "  the stores of containerd and of Docker's engine\n" \
	  "Give the registry's volume, its snapshot, a backup or the disk it lay on.", \
	  "調査対象に、レジストリも他の形式のイメージも発見されなかった。ディレクトリ、アーカイブ及びディスクイメージ内のファイルシステムにおいて、" \
	  "名称及び階層を問わず、次のものを探した：\n" \
	  "  レジストリのツリー（docker/registry/v2：blobs 及び repositories）\n" \
	  "  OCIレイアウト（oci-layout、index.json）、docker save のアーカイブ（manifest.json）、skopeo の dir:\n" \
	  "  containerd 及び Docker Engine のストア\n" \
	  "レジストリのボリューム、スナップショット、バックアップ又はそれが存在したディスクを指定する。") \
	X(Y_AND_MORE, " and {0} more", "ほか{0}件") \
	X(Y_EARLIER, " (an earlier image)", "（過去の対象）") \
	X(Y_LEFT, " (its tag is left)", "（タグは残存）") \
	X(Y_INFERRED, " (name inferred)", "（名称は推定）") \
	X(Y_NO_DIGEST, " (digest unknown)", "（ダイジェスト不明）") \
	X(Y_HELD, "in the registry", "レジストリに現存") \
	X(Y_GONE, "in no repository: deleted, or only named", "いずれのリポジトリにもない（削除済み又は言及のみ）") \
	X(Y_IS_WHOLE, "restorable completely", "完全に復元可能") \
	X(Y_IS_PART, "restorable in part", "一部のみ復元可能") \
	X(Y_IS_LOST, "not restorable", "復元不能") \
	X(Y_IS_UNREAD, "not readable as an image", "イメージとして解釈できない") \
	X(Y_IS_WHICH, "not known which image", "対象のイメージ不明") \
	/* the progress line and notes, on stderr */ \
	X(Y_P_SCAN, "scan", "走査") \
	X(Y_P_RESOLVE, "resolve", "判定") \
	X(Y_P_REPORT, "report", "報告書の作成") \
	X(Y_P_EXPORT, "export", "書き出し") \
	X(Y_P_INTAKE, "intake", "受領時の照合") \
	X(Y_P_REBUILD, "rebuild", "再圧縮") \
	X(Y_P_MEND, "mend", "修復") \
	X(Y_P_MERGE, "merge", "統合") \
	X(Y_P_COUNT, ": {0} {0|item|items}, {1}", "：{0}件、{1}") \
	X(Y_P_OF, " of {0}", "／{0}") \
	X(Y_P_RATE, ", {0}/s", "、{0}/秒") \
	X(Y_P_LEFT, ", {0}:{1} left", "、残り{0}:{1}") \
	X(Y_N_RESYNTH, "{0} of {1} lost manifests written anew; {2} candidates and {3} sizes tried", \
	  "欠落マニフェスト{1}件のうち{0}件を再生成した。候補{2}件及びサイズ{3}件を試した") \
	X(Y_N_RESYNTH_BOUND, "{0} of {1} lost manifests written anew; {2} candidates and {3} sizes tried; a bound kept others from being tried", \
	  "欠落マニフェスト{1}件のうち{0}件を再生成した。候補{2}件及びサイズ{3}件を試した。上限により、試していないものがある") \
	X(Y_N_UNPROVEN, "{0} of {1} is given out as it was read: no digest proves its bytes", \
	  "{1}の{0}を、読み取ったままのバイト列で出力する。これを証明するダイジェストはない") \
	X(Y_NEXT, "Next", "次の操作") \
	X(Y_DELETED, "Deleted, by name", "削除されたイメージ") \
	X(Y_AFTER, "after {0}", "{0}以降") \
	X(Y_BEFORE, "before {0}", "{0}以前") \
	X(Y_STILL, "still held by another repository or tag", "他のリポジトリ又はタグが保持") \
	X(Y_MORE_NAMES, "  and {0} more: sherd images {1} --standing deleted", "  ほか{0}件：sherd images {1} --standing deleted") \
	X(Y_T_IMAGE, "IMAGE", "イメージ") \
	X(Y_T_WHEN, "DELETED", "削除時刻") \
	X(Y_T_LEFT, "LEFT OF IT", "復元の可否") \
	X(Y_T_SURE, "HOW SURE", "名称の確度") \
	/* the collection */ \
	X(Y_STOP, \
	  "STOP GARBAGE COLLECTION: {0} {0|blob|blobs} of {1} deleted {1|image|images} {0|goes|go} with the next run ({2} bytes)", \
	  "ガベージコレクションを停止すること：次の実行により、削除されたイメージ{1}件のブロブ{0}件（{2}バイト）が失われる") \
	X(Y_BY_TWO, ", by the rules of 2.x", "（2.x の規則による）") \
	X(Y_BY_THREE, ", by the rules of 3.x", "（3.x の規則による）") \
	X(Y_AS_READ, ", as far as the source could be read", "（読み取ることができた範囲による）") \
	X(Y_STOP_BLOBS, "  {0} {0|blob|blobs}", "  ブロブ{0}件") \
	X(Y_STOP_MORE, "  and {0} more: sherd images CASE --standing deleted", "  ほか{0}件：sherd images CASE --standing deleted") \
	/* summary */ \
	X(Y_TOTALS, \
	  "{0} {0|image|images}, {1} {1|blob|blobs}, {2} tag {2|target|targets} in {3} {3|repository|repositories}; {4} " \
	  "{4|registry|registries}, {5} read", \
	  "イメージ{0}件、ブロブ{1}件、タグの対象{2}件、リポジトリ{3}件。レジストリ{4}件、読取量 {5}") \
	X(Y_SOURCES, "Sources", "調査対象") \
	X(Y_T_LABEL, "LABEL", "名称") \
	X(Y_T_KIND, "KIND", "種別") \
	X(Y_T_ITEMS, "ITEMS", "項目数") \
	X(Y_T_BYTES, "BYTES READ", "読取量") \
	X(Y_T_UNREAD, "UNREAD", "読取不能") \
	X(Y_T_PATH, "PATH", "パス") \
	X(Y_KIN_STATED, \
	  "  {0} is stated to be a copy of {1}: {2} of its {3} revision entries stand there too (of {4}), {5} with the same time", \
	  "  {0}は{1}の複製と申告されている：{0}のリビジョンリンク{3}件のうち{2}件が相手側にも存在し（相手側の総数{4}件）、{5}件は時刻も同一である") \
	X(Y_KIN_SNAPSHOT, \
	  "  {0} is a read-only snapshot, unchanged since it was made, in the history of {1}, as the file system says: {2} of its " \
	  "{3} revision entries stand there too (of {4}), {5} with the same time", \
	  "  {0}は、ファイルシステムの記録によれば、{1}の履歴に属する読取専用スナップショットであり、作成後の変更はない：" \
	  "{0}のリビジョンリンク{3}件のうち{2}件が相手側にも存在し（相手側の総数{4}件）、{5}件は時刻も同一である") \
	X(Y_KIN_AGREES, \
	  "  {0} agrees with {1}: {2} of its {3} revision entries stand there too (of {4}), {5} with the same time", \
	  "  {0}は{1}と一致する：{0}のリビジョンリンク{3}件のうち{2}件が相手側にも存在し（相手側の総数{4}件）、{5}件は時刻も同一である") \
	X(Y_KIN_SAY, \
	  "  if it is another or older copy of that registry, say so: sherd resolve {2} --copy-of {0}={1}", \
	  "  同じレジストリの別の複製又は古い複製である場合は申告する：sherd resolve {2} --copy-of {0}={1}") \
	X(Y_KIN_MORE, "  and {0} more pairs of trees: sherd sources {1} --json", "  ほか{0}組：sherd sources {1} --json") \
	X(Y_IMAGES, "Images", "イメージ") \
	X(Y_T_COMPLETE, "COMPLETE", "完全") \
	X(Y_T_PARTIAL, "PARTIAL", "一部欠落") \
	X(Y_T_ABSENT, "ABSENT", "データなし") \
	X(Y_T_UNKNOWN, "UNKNOWN", "判定不能") \
	X(Y_T_ALL, "ALL", "計") \
	X(Y_FROM_ONE, \
	  "  {0} of them deleted from at least one repository", \
	  "  このうち{0}件は、少なくとも一つのリポジトリから削除されていた") \
	X(Y_HELD_ELSE, \
	  "  of the tagged and untagged, the registry itself has {0} whole; {1} more are whole with bytes from elsewhere", \
	  "  タグあり及びタグなしのうち、レジストリ自体が全データを有するもの{0}件、他から得たデータにより完全となるもの{1}件") \
	X(Y_TAGS, "Tag targets", "タグの対象") \
	X(Y_BLOBS, "Blobs", "ブロブ") \
	X(Y_BLOBS_HERE, \
	  "  the registry has {0} of them intact; from elsewhere, {1} more: another source, deleted space, written anew, put right", \
	  "  レジストリが完全な状態で有するもの{0}件、他から得たもの{1}件（他の調査対象、削除済み領域、再生成、修復）") \
	X(Y_FINDINGS, "Findings", "所見") \
	X(Y_FOLD_ALL, "all in {0}", "すべて{0}内") \
	X(Y_FOLD_SOME, "{0} in {1}, {2} elsewhere", "{1}内に{0}件、他の場所に{2}件") \
	X(Y_FOLD_KINDS, "  and {0} kinds more: sherd findings {1}", "  ほか{0}種類：sherd findings {1}") \
	X(Y_NO_ONE, "none", "なし") \
	X(Y_TO_DO, "What to do next", "次に行うべきこと") \
	X(Y_D_NO_SOURCE, \
	  "  no source was read to its end yet: sherd examine {0} SOURCE...", \
	  "  最後まで読み取った調査対象がない：sherd examine {0} SOURCE...") \
	X(Y_D_UNFINISHED, \
	  "  {0} scan was interrupted: run the same command again", \
	  "  中断した走査が{0}件ある：同じコマンドを再度実行する") \
	X(Y_D_FINDINGS, \
	  "  sherd findings {0} --severity warning    what is damaged, and where", \
	  "  sherd findings {0} --severity warning    破損しているものとその場所") \
	X(Y_D_SHOW, "  sherd show {0} {1}    one image as a tree", "  sherd show {0} {1}    イメージ一件の構成") \
	X(Y_D_DELETED, "  sherd images {0} --standing deleted    what was deleted", "  sherd images {0} --standing deleted    削除されたもの") \
	X(Y_D_CARVE, \
	  "  sherd recover {0}    carve the disk for deleted blobs that no metadata leads to", \
	  "  sherd recover {0}    管理情報からたどれない削除済みブロブをディスクから探す（カービング）") \
	X(Y_D_REBUILD, \
	  "  sherd rebuild {0}    lost layers compressed anew from a tar in this case, damaged blobs put right; by digest", \
	  "  sherd rebuild {0}    tarが本事案にある欠落レイヤーを再圧縮し、破損ブロブを修復する（ダイジェストで証明）") \
	X(Y_D_SALVAGE, "  sherd salvage {0} {1}    files of a damaged layer that are whole by their own digests", \
	  "  sherd salvage {0} {1}    破損したレイヤーのうち、ダイジェストにより欠けた箇所がないと確認できるファイル") \
	X(Y_D_SALVAGE_READ, "  sherd salvage {0} {1}    files of a damaged layer that can still be read; nothing proves them", \
	  "  sherd salvage {0} {1}    破損したレイヤーのうち、なお読み取れるファイル（証明するものはない）") \
	X(Y_D_BACKUP, \
	  "  {1} missing and {2} damaged blobs: examine a backup as a second source,\n  sherd examine {0} backup=PATH; it fills " \
	  "what it holds\n  sherd blobs {0} --impact    which of them would repair the most images", \
	  "  欠落ブロブ{1}件、破損ブロブ{2}件：バックアップを二つ目の調査対象とする\n  sherd examine {0} backup=PATH" \
	  "    バックアップにあるものが補われる\n  sherd blobs {0} --impact    得られれば最も多くのイメージが完全となるブロブ") \
	X(Y_D_UNREAD, \
	  "  {0} files could not be read: scan again with the rights to", \
	  "  {0}件のファイルを読み取ることができなかった：読み取り権限を得て再度走査する") \
	X(Y_D_REPORT, "  sherd report {0} -o DIR    the whole report", "  sherd report {0} -o DIR    報告書一式") \
	X(Y_D_PLAN, "  sherd plan {0} -o DIR    the runbook: stop, collate, import, prove", \
	  "  sherd plan {0} -o DIR    復元手順書（停止、照合、登録、検証）") \
	X(Y_REPORT, "Report: {0}", "報告書：{0}") \
	X(Y_STORY, "(what was done to tags and images; --all tells every event)", "（タグ及びイメージに対する操作のみ。--all により全事象を表示）") \
	/* gc */ \
	X(Y_GC_HEAD, "A collection now would remove (--full lists them):", "現時点でガベージコレクションを実行した場合に除去されるもの（--full で一覧）：") \
	X(Y_GC_RULES, "RULES", "規則") \
	X(Y_GC_MANIFESTS, "MANIFESTS", "マニフェスト") \
	X(Y_GC_LINKS, "LAYER LINKS", "レイヤーリンク") \
	X(Y_GC_BLOBS, "BLOBS", "ブロブ") \
	X(Y_GC_BYTES, "BYTES", "バイト数") \
	X(Y_GC_THREE, "  3.x: as 3.1.1 collects, held against that program on test trees", \
	  "  3.x：3.1.1 の動作による。試験用の構成で同プログラムと照合した") \
	X(Y_GC_NONE, "no whole storage of a registry in the present source", "現在の調査対象に、レジストリのストレージ全体がない") \
	X(Y_GC_LEFT, "What collections left:", "ガベージコレクションの痕跡：") \
	X(Y_GC_NOTHING, "Nothing here tells of a collection that ran.", "実行されたガベージコレクションを示すものは、ここにはない。") \
	/* plan */ \
	X(Y_PLAN, \
	  "{0} {0|image comes|images come} back, {1} {1|step|steps}; {2} {2|blob|blobs} to move, {3} bytes (of {4} in all)\n" \
	  "{5} stand already, {6} are partial, {7} absent, {8} without a repository\n" \
	  "Runbook: {9}/runbook.en.md, runbook.ja.md\n", \
	  "復元するイメージ{0}件、手順{1}段階。移すブロブ{2}件、{3}バイト（全体で{4}バイト）\n" \
	  "既に現存するもの{5}件、一部のみ{6}件、データなし{7}件、リポジトリ不明{8}件\n" \
	  "復元手順書：{9}/runbook.ja.md、runbook.en.md\n") \
	/* rebuild */ \
	X(Y_S_WHOLE, "{0} of {1} files of {2} are whole, by the digests in its own table of contents ({3})\n", \
	  "{2}のファイル{1}個のうち{0}個に欠けた箇所がない。レイヤー自身の内容の一覧表（{3}）のダイジェストによる\n") \
	X(Y_S_NAMED, "a manifest names the table's digest, {4}: what is whole is proven. The layer itself stays damaged\n", \
	  "一覧表のダイジェスト{4}は、マニフェストが示すものと一致する。欠けた箇所のないファイルは証明済みである。レイヤー自体は破損したままである\n") \
	X(Y_S_STATED, "no manifest names the table's digest, {4}: that these are the layer's files is what the table states\n", \
	  "一覧表のダイジェスト{4}を示すマニフェストはない。これらがレイヤーのファイルであることは、一覧表の記載による\n") \
	X(Y_S_ODD, "{5} {5|entry|entries} of the table that cannot be read or {5|is|are} beyond a limit {5|is|are} left out\n", \
	  "一覧表の{5}個の項目は読み取れないか上限を超えるため、省いた\n") \
	X(Y_S_UNBROKEN, \
	  "{0} of {1} files that {2} still tells can be read without a gap. Nothing proves that their bytes are what was written: only " \
	  "the whole layer has a digest\n", \
	  "{2}からなお読み取れるファイル{1}個のうち{0}個は欠けた箇所なく読み取れる。ただし、その内容が書き込まれた当時のままであることを証明する" \
	  "ものはない。ダイジェストはレイヤー全体にしかない\n") \
	X(Y_S_BREAKS, \
	  "at {3} {3|place|places} the archive cannot be followed: what lies up to the next header that can be read is lost, or has no name\n", \
	  "{3}箇所でアーカイブをたどれない。次に読み取れるヘッダーまでの部分は失われているか、名称が分からない\n") \
	X(Y_S_MISFIT, "a checksum (CRC-32) of what was decoded does not hold: something in these files is changed, and it cannot be told where\n", \
	  "展開した内容の検査値（CRC-32）が一致しない。ファイルのいずれかが変化しているが、どの箇所かは分からない\n") \
	X(Y_S_CUT, "the layer breaks off before its end\n", "レイヤーは末尾より前で途切れている\n") \
	X(Y_S_NAMELESS, "{4} {4|file|files} whose names are not all known {4|is|are} left out\n", "名称の全体が分からない{4}個のファイルは省いた\n") \
	X(Y_S_FILLED, \
	  "of {5} of them the header is not all known: what stands in every header alike (owner, mode, magic) is the header's before, where " \
	  "the checksum then holds (--json: header_filled)\n", \
	  "うち{5}個はヘッダーの一部が分からない。どのヘッダーにも共通する項目（所有者、モード、識別子）は直前のヘッダーで補い、検査値が一致したものに" \
	  "限った（--json：header_filled）\n") \
	X(Y_S_ENTRIES, "the limit layer_entries left {6} {6|file|files} out: --limit raises it\n", \
	  "上限layer_entriesにより{6}個のファイルを省いた。--limit により引き上げられる\n") \
	X(Y_S_TRIAL, "the limit salvage_bytes or salvage_trial ended the reading: --limit raises them\n", \
	  "上限salvage_bytes又はsalvage_trialにより読み取りを終えた。--limit により引き上げられる\n") \
	X(Y_S_HEAD, "STATE            SIZE       PROVEN  PATH\n", "状態           サイズ     確認済み  パス\n") \
	X(Y_S_HEAD_READ, "STATE            SIZE         READ  PATH\n", "状態           サイズ     読み取り  パス\n") \
	X(Y_S_IS_WHOLE, "whole   ", "欠けなし") \
	X(Y_S_IS_UNBROKEN, "unbroken", "途切れず") \
	X(Y_S_IS_PART, "part    ", "一部    ") \
	X(Y_S_IS_LOST, "lost    ", "なし    ") \
	X(Y_S_BOUND, "the limit salvage_bytes left {6} {6|chunk|chunks} untried: --limit raises it\n", \
	  "上限salvage_bytesにより{6}個の断片を試していない。--limit により引き上げられる\n") \
	X(Y_R_MENDED, "{0} of {1} damaged blobs put right, each proven by its digest\n", \
	  "破損したブロブ{1}件のうち{0}件を修復した。いずれもダイジェストで証明済みである\n") \
	X(Y_R_MENDED_BEFORE, "{0} damaged blobs were put right by an earlier run\n", "{0}件の破損したブロブは以前の実行で修復済みである\n") \
	X(Y_R_MEND_BOUND, "a bound left out {0} ways to put damaged blobs right: findings CASE tells which\n", \
	  "上限により、破損したブロブの修復を{0}通り省いた。どの上限かはfindings CASEが示す\n") \
	X(Y_R_NONE, "no layer is lost: nothing to rebuild\n", "欠落したレイヤーはなく、再圧縮の対象はない\n") \
	X(Y_R_DONE, \
	  "{0} of {1} lost layers compressed anew, {2} bytes, each proven by its digest", \
	  "欠落レイヤー{1}件のうち、再圧縮によりダイジェストの一致を証明したもの{0}件（{2}バイト）") \
	X(Y_R_BEFORE, "; {0} were already", "。{0}件は前回までに得ている") \
	X(Y_R_TRIED, \
	  "\n{0} tars are in this case that a lost layer may be made of; {1} encodings tried, {2} bytes\n", \
	  "\n元となり得るtar {0}件、試行した圧縮方式 {1}通り（{2}バイト）\n") \
	X(Y_R_UNREAD, "{0} tars could not be read again\n", "tar {0}件は再度読み取ることができなかった\n") \
	X(Y_R_BOUND, "a bound left out {0} tries: --limit rebuild_bytes=N\n", "上限により{0}回の試行を省いた：--limit rebuild_bytes=N\n") \
	X(Y_R_OTHER, \
	  "none of them gives a recorded digest; --with 'PROGRAM ARGS' tries another encoder\n", \
	  "記録されたダイジェストと一致するものはない。--with 'PROGRAM ARGS' により他の圧縮プログラムを試すことができる\n") \
	X(Y_R_HOW, \
	  "\n  sherd blobs {0} --state missing --json    origin recompressed, and the tar and encoder of each\n" \
	  "  sherd cat {0} DIGEST                       a layer's bytes, made again and checked\n", \
	  "\n  sherd blobs {0} --state missing --json    出所（再圧縮）と、元のtar及び圧縮方式\n" \
	  "  sherd cat {0} DIGEST                       レイヤーのデータ（再度生成して照合する）\n")

#endif
