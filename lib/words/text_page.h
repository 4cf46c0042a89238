/*
 * words/text_page.h - the sentences of the report: id, English, Japanese. "{0}" is the first number;
 * "{0|image|images}" chooses by it, in English rows only.
 */
#ifndef WORDS_TEXT_PAGE_H
#define WORDS_TEXT_PAGE_H

#define LANG_TEXTS_PAGE(X) \
	X(TITLE, "Container registry storage: report of examination", "コンテナレジストリストレージ解析報告書") \
	X(SKIP, "Skip to the answer", "結論へ移動") \
	X(SKIP_CONTENTS, "Skip to the contents", "目次へ移動") \
	X(CASE, "Case", "事案") \
	X(GENERATED, "Report written", "報告書の作成時刻") \
	X(PROGRAM, "Program", "使用ツール") \
	X(EXAMINED, "Examined", "調査対象") \
	X(ANSWER, "The answer", "結論") \
	X(A_EXISTED, \
	  "{0} {0|image has|images have} existed here, as far as the sources show.", \
	  "調査した範囲では、{0}件のイメージが存在したことを確認した。") \
	X(A_HELD, \
	  "{0} {0|is|are} still held by a repository; the registry itself has every byte of {1}.", \
	  "このうち{0}件は現在もリポジトリが保持している。レジストリ自体が全データを有するものは{1}件である。") \
	X(A_HELD_ELSE, \
	  "Of {0} more that it holds, the registry lacks bytes which we have from elsewhere: from another source, from " \
	  "deleted space, or written anew and proven.", \
	  "保持しているもののうち{0}件は、レジストリに欠けているデータを本調査で他から得ている（他の調査対象、削除済み" \
	  "領域、又は再生成しハッシュ値で証明したもの）。") \
	X(A_HELD_PART, \
	  "Of {0} that it holds, neither the registry nor we have every byte.", \
	  "保持しているもののうち{0}件は、レジストリにも本調査で得たデータにも、全データは揃っていない。") \
	X(A_GONE, "No repository of the registry holds {0} of them any more.", \
	  "{0}件は、レジストリのいずれのリポジトリも保持していない。") \
	X(A_GONE_UNREAD, "Of {0} of them the bytes are here and are no manifest that could be read.", \
	  "そのうち{0}件は、データはここにあるが、マニフェストとして解釈できない。") \
	X(A_RESTORE, \
	  "What we have of these is another matter: {0} whole, so that {0|it|they} can be restored completely, {1} in part; of " \
	  "{2} the digest alone.", \
	  "このうち、本調査で得たデータにより完全に復元可能なものは{0}件、一部のみ復元可能なものは{1}件、" \
	  "ダイジェストのみ判明しており復元不能なものは{2}件である。") \
	X(A_DELETED, \
	  "{0} {0|image was|images were} deleted from at least one repository.", \
	  "{0}件のイメージは、少なくとも一つのリポジトリから削除されていた。") \
	X(A_NONE_GONE, \
	  "No image was found that no repository of the registry holds any more.", \
	  "レジストリのいずれのリポジトリも保持していないイメージは発見されなかった。") \
	X(A_BLOBS, \
	  "Of {0} {0|blob|blobs}, the registry has {1} intact, and we have {2} more from elsewhere; {3} {3|is|are} damaged, and " \
	  "of {4} neither the registry nor we have any bytes.", \
	  "ブロブ{0}件のうち、レジストリが完全な状態で有するものは{1}件、本調査で他から得たものは{2}件である。{3}件は破損" \
	  "しており、{4}件はレジストリにも本調査で得たデータにも存在しない。") \
	X(A_FOREIGN, \
	  "{0} {0|lives|live} elsewhere, as the documents that name {0|it|them} say.", \
	  "{0}件は、参照する文書の記載により、他の場所にあるとされるものである。") \
	X(A_EMPTY, \
	  "No image was found in the sources examined. This does not show that none ever existed.", \
	  "調査した範囲では、イメージは発見されなかった。これはイメージが存在しなかったことを示すもので" \
	  "はない。") \
	X(A_SURE, \
	  "Complete means: the bytes of the image and of everything below it were read and hash to the " \
	  "digests that name them.", \
	  "「完全」とは、イメージ及びその配下のすべてのデータを読み取り、そのハッシュ値がそれぞれを指す" \
	  "ダイジェストと一致したことをいう。") \
	X(K_HELD_WHOLE, "in the registry; we have it whole", "レジストリに現存、データは完全") \
	X(K_HELD_PART, "in the registry; not whole", "レジストリに現存、データは不完全") \
	X(K_GONE_WHOLE, "in no repository; restorable completely", "リポジトリになし・本調査で完全に復元可能") \
	X(K_GONE_PART, "in no repository; restorable in part", "リポジトリになし・本調査で一部のみ復元可能") \
	X(K_GONE, "in no repository; no bytes in what was read, the digest alone is known", "リポジトリになし・本調査範囲では復元不能（ダイジェストのみ判明）") \
	X(K_GONE_UNREAD, "in no repository; its bytes are here and are no manifest that could be read", \
	  "リポジトリになし・データはあるがマニフェストとして解釈できない") \
	X(BAR, "Images by what is left of them", "残存状況別のイメージ数") \
	X(FINDINGS_BY, "Findings by severity", "重大度別の所見数") \
	X(NEXT, "What to do next", "次に行うべきこと") \
	X(N_BACKUP, \
	  "Examine a backup or an older copy as a further source: whatever it holds of the {0} " \
	  "{0|blob|blobs} not whole here joins the same graph.", \
	  "バックアップ又は過去の複製物を調査対象に追加する。完全でないブロブ{0}件のうち、そこに含まれ" \
	  "るものは同じ解析結果に統合される。") \
	X(N_FINDINGS, \
	  "Read the findings of severity error and warning first.", \
	  "重大度が「エラー」及び「警告」の所見を最初に確認する。") \
	X(N_UNREAD, \
	  "{0} {0|file|files} could not be read: scan again with the rights to read {0|it|them}.", \
	  "{0}件のファイルを読み取ることができなかった。読み取り権限を得た上で、再度走査する。") \
	X(N_EXPORT, \
	  "Keep the sources as they are until what can be restored has been copied out: a collection " \
	  "on the running registry would remove bytes that nothing links to.", \
	  "復元可能なものを書き出すまで、調査対象を現状のまま保全する。稼働中のレジストリでガベージコレ" \
	  "クションを実行すると、どこからも参照されていないデータは除去される。") \
	X(SCOPE, \
	  "Scope of authority: only the repositories named here were examined; everything else was " \
	  "neither stored nor reported.", \
	  "権限に基づく調査範囲：ここに掲げるリポジトリのみを調査した。それ以外は保存も報告もしていない" \
	  "。") \
	X(SOURCES, "Items examined", "調査対象物") \
	X(SOURCES_NOTE, \
	  "Sources were opened read-only. The digest of an archive is that of the file; that of a " \
	  "directory is the SHA-256 over its sorted lines of path, size and SHA-256.", \
	  "調査対象は読み取り専用で取り扱った。アーカイブのダイジェストは当該ファイルのハッシュ値であり" \
	  "、ディレクトリのダイジェストは、パス、サイズ及びSHA-256を整列した一覧に対するSHA-256である。") \
	X(COPY_OF, "copy of {0}", "{0}の複製") \
	X(KIN_STATED, \
	  "is stated by the user to be another or older copy of the registry of", \
	  "は、利用者の申告により、次の調査対象のレジストリの別の複製又は古い複製として扱う。") \
	X(KIN_SNAPSHOT, \
	  "is, as its file system says, a read-only snapshot that was never changed, and belongs to the history of the registry of", \
	  "は、ファイルシステムの記録によれば、作成後に変更されていない読取専用スナップショットであり、次の調査対象のレジストリの履歴に属する。") \
	X(KIN_AGREES, \
	  "agrees with the registry of the following source, and was not taken as a copy of it:", \
	  "は、次の調査対象のレジストリと一致する。ただし、その複製としては扱っていない。") \
	X(KIN_MEASURE, \
	  "Of its {1} revision {1|entry|entries} (a manifest in a repository) {0} stand there too, {3} of them with " \
	  "the same time; there are {2} there in all.", \
	  "自らの{1}件のリビジョンリンク（リポジトリ内のマニフェスト）のうち、{0}件が相手側にも存在し、そのうち{3}件は" \
	  "時刻も同一である（相手側の総数は{2}件）。") \
	X(IMAGES, "Images by standing", "状態別のイメージ") \
	X(S_TAGGED, \
	  "A current tag names these images and the repository has a revision entry.", \
	  "現行のタグが指しており、かつ、リポジトリにリビジョンリンクが存在するイメージである。") \
	X(S_UNTAGGED, \
	  "A repository has a revision entry for these images, no current tag names them. Deletion or " \
	  "overwriting of a tag, a push by digest, or being part of an index would each leave this " \
	  "state.", \
	  "リポジトリにリビジョンリンクが存在するが、現行のタグが指していないイメージである。タグの削除" \
	  "若しくは上書き、ダイジェスト指定によるプッシュ、又はインデックスの子であることのいずれでもこ" \
	  "の状態となり得る。") \
	X(S_ORPHANED, \
	  "Bytes of these images are stored, but no repository of the present holds them. A garbage " \
	  "collection would remove them.", \
	  "データは保存されているが、現在のいずれのリポジトリも保持していないイメージである。ガベージコ" \
	  "レクションを実行すると除去される。") \
	X(S_VANISHED, \
	  "Of these images only traces are left; their own bytes were not found in the sources " \
	  "examined.", \
	  "痕跡のみが残るイメージである。イメージ自体のデータは、調査した範囲では発見されなかった。") \
	X(TAGS, "Tag histories", "タグ履歴") \
	X(TIMELINE, "Timeline", "タイムライン") \
	X(TIMELINE_NOTE, \
	  "What each trace says happened, in the order of time. Every mark of the picture is a row of " \
	  "the table; storing and linking of single blobs is left out here and stands in timeline.csv.", \
	  "各痕跡が示す事象を時刻順に掲げる。図中の各点は表の各行に対応する。個々のブロブの保存及びリン" \
	  "クはここでは省略し、timeline.csvに記録した。") \
	X(TIMELINE_CUT, \
	  "There are {1} events; the {0} that weigh most are shown, whenever they happened: deletions and collections first, " \
	  "then tags, then pushes. Left out, by kind:", \
	  "事象は{1}件ある。時期によらず、重要なもの{0}件を掲げる（削除及びガベージコレクション、タグ、プッシュの順）。種類別" \
	  "の省略件数：") \
	X(EXISTED, "What existed before", "過去に存在したもの") \
	X(EXISTED_NOTE, \
	  "Every image the present no longer holds under a tag: how it is known, and what is left of " \
	  "it. Proven: its bytes hash to the digest. Stated: an entry, a verified document or a log " \
	  "line names it.", \
	  "現在タグによって保持されていないすべてのイメージについて、判明した根拠と残存状況を掲げる。「" \
	  "証明済み」はデータのハッシュ値がダイジェストと一致したこと、「記録あり」はエントリ、検証済み" \
	  "の文書又はログの行がそれを示すことをいう。") \
	X(TAGS_NOTE, \
	  "Every target a tag is known to have had. From is when the tag was last set to it, by the " \
	  "time of its link file; copying a tree can rewrite such times.", \
	  "タグが指していたことが判明しているすべての対象を掲げる。「開始」はタグが最後に当該対象へ設定" \
	  "された時刻であり、リンクファイルの時刻による。複製の方法によっては、当該時刻は書き換わる。") \
	X(BLOBS, "Damaged blobs, and blobs nobody has", "破損ブロブ及びどこにも存在しないブロブ") \
	X(HARMED, "Damaged blobs", "破損ブロブ") \
	X(HARMED_NONE, \
	  "No stored blob was found to differ from its digest.", \
	  "保存されているブロブのうち、ダイジェストと一致しないものは発見されなかった。") \
	X(MISSING, "Blobs of which neither the registry nor we have bytes", "レジストリにも本調査で得たデータにも存在しないブロブ") \
	X(MISSING_NONE, \
	  "Of every blob that anything names, the registry or we have bytes.", \
	  "参照されているすべてのブロブについて、レジストリ又は本調査で得たデータにデータが存在する。") \
	X(MISSING_COUNT, \
	  "{0} {0|blob|blobs} named by a document, a link or a log, those that most images need first.", \
	  "文書、リンク又はログに記載されたブロブ{0}件を、多くのイメージが必要とするものから順に掲げる。") \
	X(MISSING_NOTE, \
	  "Not found in the sources examined. This does not show that they never existed.", \
	  "調査した範囲では当該データは発見されなかった。これは当該データが存在しなかったことを示すもの" \
	  "ではない。") \
	X(TM, "Programs that compressed layers", "レイヤーを圧縮したプログラム") \
	X(TM_NOTE, \
	  "Inferred from intact layers: compressed anew as this program does it they give the same bytes, or their head is known. " \
	  "Looked at by sherd rebuild, a few layers of each repository. Layers of a base image show who made that.", \
	  "健全なレイヤーからの推定である。当該プログラムと同じ方法で圧縮し直すと同一のデータとなること、又は先頭の特徴による。" \
	  "sherd rebuild が各リポジトリの一部のレイヤーについて調べたものであり、ベースイメージのレイヤーはその作成元を示す。") \
	X(TM_GO, "docker, BuildKit, containerd: Go's gzip, default level", "docker、BuildKit、containerd（Goのgzip、既定の圧縮レベル）") \
	X(TM_GO_1, "ko, kaniko, crane, buildpacks: Go's gzip, level 1", "ko、kaniko、crane、buildpacks（Goのgzip、圧縮レベル1）") \
	X(TM_GO_N, "a Go program that chose its level, such as BuildKit when told so", "圧縮レベルを指定したGoのプログラム（指定を受けたBuildKit等）") \
	X(TM_JAVA, "jib, Bazel: Java's zlib", "jib、Bazel（Javaのzlib）") \
	X(TM_ZLIB, "a program that uses zlib", "zlibを用いるプログラム") \
	X(TM_ZSTD, "zstd or a program that uses libzstd", "zstd又はlibzstdを用いるプログラム") \
	X(TM_PGZIP, "podman, skopeo, buildah, umoci (pgzip), or a Go program before 1.8", "podman、skopeo、buildah、umoci（pgzip）又は1.8より前のGoのプログラム") \
	X(TM_NONE, "not known: no encoder of ours gives these bytes", "不明（本プログラムの圧縮方式では同一のデータとならない）") \
	X(REMNANTS, "What deletions and collections left", "削除及びガベージコレクションの痕跡") \
	X(REMNANTS_NOTE, \
	  "The storage examined does not record who performed an operation. A directory's time is that " \
	  "of its last change: the removal that emptied it.", \
	  "調査対象のストレージには、操作を行った者を示す記録は存在しない。ディレクトリの時刻は最終変更" \
	  "時刻であり、これを空にした除去の時刻に当たる。") \
	X(REMNANTS_NONE, "No remnants of deletions were found.", "削除の痕跡は発見されなかった。") \
	X(CACHE, \
	  "This storage was a pull-through cache: content may have been fetched without a push and " \
	  "removed by expiry without any person.", \
	  "本ストレージはプルスルーキャッシュであった。データは、プッシュによらず取得され、人の操作によ" \
	  "らず期限切れにより除去された可能性がある。") \
	X(UPLOADS, "Upload sessions left behind", "残存するアップロード途中データ") \
	X(CANDIDATES, "Image configs without a manifest", "マニフェストのないイメージ設定") \
	X(CANDIDATES_NOTE, \
	  "Layers matched by the digest of their uncompressed content. The manifest that named them is " \
	  "not known.", \
	  "非圧縮データのダイジェストによりレイヤーを対応付けた。これらを参照していたマニフェストは判明" \
	  "していない。") \
	X(FINDINGS, "Findings", "所見") \
	X(FINDINGS_NONE, "There are no findings.", "所見はない。") \
	X(MEANING, "Meaning", "意味") \
	X(ADVICE, "What to do", "対応") \
	X(COVERAGE, "Coverage and limits", "調査の網羅性及び制約事項") \
	X(COVERAGE_NOTE, \
	  "What was read, what was left out, and why. Nothing is concluded about bytes that no " \
	  "scan of this case read.", \
	  "読み取ったもの、対象外としたもの及びその理由を掲げる。本事案のいずれの走査においても読み取っていないデータについては、いか" \
	  "なる判断も行っていない。") \
	X(LIMITS, "Limits in force", "適用した上限値") \
	X(METHOD, "Method and words", "調査方法及び用語") \
	X(M_1, \
	  "Every file of a source was listed with its times; of every blob that was read the digest " \
	  "was computed from its bytes. No object is called intact, recovered or complete unless that " \
	  "digest matched.", \
	  "調査対象のすべてのファイルを時刻とともに一覧化し、読み取ったすべてのブロブについて、そのデータか" \
	  "らダイジェストを算出した。算出したダイジェストが一致しない限り、いかなる対象も正常、復元済み" \
	  "又は完全とは判定していない。") \
	X(M_2, \
	  "Manifests, indexes and configs were parsed. Relations between objects are drawn from " \
	  "digests in documents whose own bytes are proven, and from the link files of the registry.", \
	  "マニフェスト、インデックス及びイメージ設定を解釈した。対象間の関係は、データ自体を検証した文" \
	  "書に記載されたダイジェスト、及びレジストリのリンクファイルから導いた。") \
	X(M_3, \
	  "The computed digest of each uncompressed layer was compared with the one its config claims.", \
	  "展開後の各レイヤーについて算出したダイジェストを、イメージ設定が示すものと照合した。") \
	X(M_4, \
	  "Every conclusion keeps its grounds: source, path, and where the statement stands. " \
	  "Conclusions are derived from recorded facts and can be derived again from the same case.", \
	  "すべての判断について、調査対象、パス及び記載箇所からなる根拠を保持している。判断は記録した事" \
	  "実から導いたものであり、同一の事案ファイルから再度導くことができる。") \
	X(M_5, \
	  "The present is the first source that holds a registry, unless chosen otherwise: standings " \
	  "and tags speak of it. Other sources lend bytes, names and history.", \
	  "別途指定した場合を除き、レジストリを含む最初の調査対象を「現在」とし、状態及びタグはこれにつ" \
	  "いて述べる。他の調査対象は、データ、名称及び履歴を補う。") \
	X(M_6, \
	  "The clocks of the sources could not be checked; times are reproduced as recorded, in UTC. " \
	  "Creation times in configs are the builder's own statement.", \
	  "対象システムの時計の正確性は確認できないため、時刻は記録されたとおり、協定" \
	  "世界時により記載する。イメージ設定に記載された作成時刻は、作成者の申告によるものである。") \
	X(WORDS_OF, "Words", "用語") \
	X(HASHES, "Digests in full", "ダイジェスト一覧（全桁）") \
	X(HASHES_NOTE, \
	  "Short digests elsewhere in this report are beginnings of these.", \
	  "本報告書の他の箇所に示す短縮ダイジェストは、ここに掲げるものの先頭部分である。") \
	X(FILES, "Files beside this page", "本報告書に付属するファイル") \
	X(FILES_NOTE, \
	  "In CSV files a cell that a spreadsheet would take for a formula begins with an apostrophe; " \
	  "exact bytes stand in the JSON (--format json).", \
	  "CSVファイルでは、表計算ソフトウェアが数式と解釈し得るセルの先頭にアポストロフィを付した。正" \
	  "確なデータはJSONに記録した。") \
	X(CHECK, "Checking by hand", "手作業による検証") \
	X(CHECK_NOTE, \
	  "Stored in a file and run inside the directory of the source, sha256sum -c repeats the " \
	  "comparison for the manifests of this case without this program.", \
	  "以下をファイルに保存し、調査対象のディレクトリで sha256sum -c を実行すると、本ツールを用いず" \
	  "に、本事案のマニフェストを照合することができる。") \
	X(CHECK_NONE, \
	  "No manifest with proven bytes stands in a directory source.", \
	  "データを検証したマニフェストで、ディレクトリ形式の調査対象に存在するものはない。") \
	X(RUNS, "Runs recorded in the case", "事案に記録された実行履歴") \
	X(SHORTENED, \
	  "The first {0} of {1} are shown here; all are in", \
	  "全{1}件のうち、先頭の{0}件を示す。全件は次のファイルにある：") \
	X(FOLDED, \
	  "Like findings are told once, with their number: {0} of {1} stand here by themselves; all are in", \
	  "同種の所見はまとめて件数で示す。全{1}件のうち個別に示すのは{0}件である。全件は次のファイルにある：") \
	X(FOLDED_HERE, \
	  "Like findings are told once, with their number: {0} of {1} stand here by themselves.", \
	  "同種の所見はまとめて件数で示す。全{1}件のうち個別に示すのは{0}件である。") \
	X(FOLDED_MORE, "and {0} more like these", "同種のものがほか{0}件") \
	X(FOLDED_PUSHED, "pushed as {0}", "プッシュ時の種類：{0}") \
	X(FOLDED_IN, "{0} in", "{0}件の所在：") \
	X(FOLDED_SOURCE, "the source itself", "調査対象の直下") \
	X(FOLDED_ELSEWHERE, "{0} elsewhere", "他の場所に{0}件") \
	X(GROUNDS_MORE, "and {0} more", "ほか{0}件") \
	X(SHORTENED_HERE, "The first {0} of {1} are shown here.", "全{1}件のうち、先頭の{0}件を示す。") \
	X(MASKED_NOTE, \
	  "Values that look like credentials are masked; the option --reveal shows them.", \
	  "認証情報とみられる値は [masked] として伏せている。オプション --reveal により表示される。") \
	X(NOTHING, "none", "なし") \
	X(LEGAL, \
	  "This document does not contain legal judgement, and this tool does not certify compliance " \
	  "with any law or standard.", \
	  "本書は法的判断を含まない。本ツールは、いかなる法令又は規格への適合も保証しない。") \
	X(CONTENTS, "Contents", "目次")

#endif
