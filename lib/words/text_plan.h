/* words/text_plan.h - the runbook of a restoration and what arrived of it: id, English, Japanese. "{0}" is a name or number. */
#ifndef WORDS_TEXT_PLAN_H
#define WORDS_TEXT_PLAN_H

#define LANG_TEXTS_PLAN(X) \
	X(RB_TITLE, "Runbook: bringing images back", "イメージ復元手順書") \
	X(RB_MADE, "Made", "作成日時") \
	X(RB_CASE, "Case", "ケースファイル") \
	X(RB_HEAD, "Head of its custody log", "証拠管理記録の最終ハッシュ値") \
	X(RB_TARGET, "Target", "復元先") \
	X(RB_TARGET_NONE, "not given; set TARGET below", "指定なし（下のTARGETに設定する）") \
	X(RB_BEFORE, "The target as it was read", "復元先の読み取り時点の状態") \
	X(RB_BEFORE_VALUE, "source {0}, scan {1}", "調査対象{0}、走査{1}") \
	X(RB_SUMMARY, "In short", "概要") \
	X(RB_COMES, "{0} images come back into {1} repositories.", "イメージ{0}件を、リポジトリ{1}件に復元する。") \
	X(RB_MOVE, \
	  "To move: {0} blobs, {1} bytes. That is each blob once, less what the target's tree already holds ({2} bytes in all).", \
	  "移送量：ブロブ{0}件、{1}バイト。各ブロブを1回のみ数え、復元先に既にあるものを除く（全体では{2}バイト）。") \
	X(RB_NOT, "{0} cannot be brought back whole: part 2 says what they lack.", \
	  "{0}件は完全には復元できない。不足するものを第2節に示す。") \
	X(RB_NO_TAG, \
	  "{0} of them come back without a tag: a collection with -m would take them again. Name them with --tag or --as, or " \
	  "let no such collection run.", \
	  "このうち{0}件は、タグなしで復元される。-m を指定したガベージコレクションにより、再び失われる。--tag 又は --as で名称を" \
	  "付けるか、そのようなガベージコレクションを実行しない。") \
	X(RB_STANDS, "{0} stand in the target already, whole and under their names.", \
	  "{0}件は、復元先に完全な状態で、その名称の下に既に存在する。") \
	X(RB_STOP, "STOP GARBAGE COLLECTION: {0} blobs of {1} deleted images go with the next run ({2} bytes).", \
	  "ガベージコレクションを停止すること：次回の実行により、削除されたイメージ{1}件のブロブ{0}件（{2}バイト）が失われる。") \
	X(RB_NO_STOP, \
	  "The next run would take no blob of a deleted image from the tree as it was read. Stop it all the same until the tags " \
	  "are back: what is pushed stands without a name for a moment.", \
	  "読み取り時点の状態では、次回の実行で失われる削除済みイメージのブロブはない。それでも、タグの復元が終わるまでは停止しておく。" \
	  "送信したデータは、名称が付くまでの間、参照のない状態となるためである。") \
	X(RB_SCOPED, \
	  "The case holds some repositories only: what a collection would take cannot be told. Stop it.", \
	  "このケースは一部のリポジトリのみを対象とするため、ガベージコレクションで失われるものは判断できない。停止すること。") \
	X(RB_SET, "Set these in bash first; every command below uses them.", \
	  "最初に、bashで次の変数を設定する。以下の命令はすべてこれを用いる。") \
	X(RB_ROOT_CONFIG, "ROOT is the storage root that the configuration names.", \
	  "ROOTは、設定ファイルが示すストレージのルートである。") \
	X(RB_ROOT_SOURCE, "ROOT is where the target was read.", "ROOTは、復元先を読み取った場所である。") \
	X(RB_ROOT_GUESS, "ROOT is the usual storage root of a registry; change it if yours lies elsewhere.", \
	  "ROOTは、レジストリの通常のストレージのルートである。異なる場合は変更する。") \
	X(RB_ONE, "1. Stop the collection", "1. ガベージコレクションの停止") \
	X(RB_NEXT_RUN, "What the next run would take, by the rules of each generation (as sherd gc computes it)", \
	  "次回の実行で除去されるもの（各世代の規則による。sherd gcの計算と同じ）") \
	X(RB_T_RULES, "Rules", "規則") \
	X(RB_T_BLOBS, "Blobs", "ブロブ数") \
	X(RB_T_BYTES, "Bytes", "バイト数") \
	X(RB_ABORTS, "ends without removing anything", "何も除去せずに終了する") \
	X(RB_CONFIG, "The registry's configuration file as found: {0}", "発見されたレジストリの設定ファイル：{0}") \
	X(RB_CONFIG_NONE, \
	  "No configuration file of the registry was found in the sources; its usual place is /etc/docker/registry/config.yml.", \
	  "調査対象に、レジストリの設定ファイルは見つからなかった。通常の所在は /etc/docker/registry/config.yml である。") \
	X(RB_PRODUCT, "A product is built on this registry: {0}", "このレジストリは製品の一部である：{0}") \
	X(RB_FIND_JOB, "Find what starts a collection, and suspend it (cron, a systemd timer, Kubernetes):", \
	  "ガベージコレクションを起動するもの（cron、systemdのタイマー、Kubernetes）を特定し、停止する。") \
	X(RB_HARBOR, "Harbor starts it by a job of its own; this takes the schedule away:", \
	  "Harborでは独自のジョブが起動する。次の命令で予定を解除する。") \
	X(RB_GITLAB, "GitLab starts it by gitlab-ctl registry-garbage-collect, from cron:", \
	  "GitLabでは、cronから gitlab-ctl registry-garbage-collect により起動する。") \
	X(RB_READ_ONLY, \
	  "Until part 3 pushes, keep the registry from being written: this in its configuration, then restart it. Take it out " \
	  "again before pushing.", \
	  "第3節で送信を始めるまで、レジストリへの書き込みを止める。設定ファイルに次を加え、再起動する。送信の前に取り除く。") \
	X(RB_TWO, "2. Collate the manifests", "2. マニフェストの照合") \
	X(RB_WANTED, "What comes back, in this order: first what images that stand lack, then what most others need", \
	  "復元するもの（順序は、現存するイメージに不足するもの、他の多くのイメージが必要とするものを先とする）") \
	X(RB_T_ORDER, "No.", "順") \
	X(RB_T_IMAGE, "Image", "イメージ") \
	X(RB_T_DIGEST, "Digest", "ダイジェスト") \
	X(RB_T_KIND, "Kind", "種類") \
	X(RB_T_FROM, "Bytes from", "データの出所") \
	X(RB_T_NEEDED, "Needed by", "必要とする他のイメージ") \
	X(RB_T_WHY, "Why", "理由") \
	X(RB_T_COUNT, "Number", "件数") \
	X(RB_T_ORIGIN, "Origin", "由来") \
	X(RB_T_LACKS, "Lacks", "不足するもの") \
	X(RB_NEEDED, "{0} that stand, {1} of the plan", "現存{0}件、本計画{1}件") \
	X(RB_ORIGINS, "Where the bytes are", "データの所在") \
	X(RB_O_STORED, "stored in {0}", "{0}に保存されているもの") \
	X(RB_O_RECOVERED, "recovered from {0}", "{0}から復元したもの") \
	X(RB_OS, "stored in a source", "調査対象に保存されているもの") \
	X(RB_OR, "recovered from deleted or free space", "削除済み又は未割当の領域から復元したもの") \
	X(RB_O_ANEW, "written anew, proven by the digest", "再作成し、ダイジェストにより証明したもの") \
	X(RB_RUNS, "plan.json names for each blob its source, path and runs (offset and length on the disk).", \
	  "各ブロブの調査対象、パス及びディスク上の位置（オフセット及び長さ）を plan.json に示す。") \
	X(RB_CANNOT, "What cannot be brought back whole", "完全には復元できないもの") \
	X(RB_V_PARTIAL, "partial: {0} parts are in no source", "一部のみ：{0}点がいずれの調査対象にもない") \
	X(RB_V_ABSENT, "its own bytes are in no source", "自身のデータがいずれの調査対象にもない") \
	X(RB_V_NAMELESS, "whole, but no repository is known: name one with --as NAME=DIGEST", \
	  "完全であるが、リポジトリが不明である。--as 名称=ダイジェスト で指定する") \
	X(RB_NAMES, "Names that are not given back by themselves", "自動的には復元しない名称") \
	X(RB_U_EARLIER, "the tag named something else afterwards", "タグはその後、別のものを指していた") \
	X(RB_U_UNPROVEN, "known from deleted bytes or by inference only: --tag gives it back", \
	  "削除されたデータ又は推定のみによる。--tag で復元する") \
	X(RB_U_AMBIGUOUS, "several images could have been its last: choose with --as", \
	  "最後に指していたイメージの候補が複数ある。--as で選択する") \
	X(RB_U_UNFIT, "no registry takes such a name", "レジストリが受け付けない名称である") \
	X(RB_THREE, "3. Import the bytes again", "3. データの再登録") \
	X(RB_EXPORT, "Take the bytes out, each hashed while it is written:", "データを取り出す（書き込みながら、それぞれのハッシュ値を検証する）。") \
	X(RB_DAMAGED, \
	  "The target has files under these digests that hold other bytes. A push does not replace them: the registry takes the " \
	  "file that stands there for the blob. Move them away first.", \
	  "復元先には、次のダイジェストの名称で、異なる内容のファイルがある。送信しても置き換わらない（レジストリは既存のファイルを" \
	  "当該ブロブとみなす）。先に移動しておく。") \
	X(RB_API, "By the registry's interface", "レジストリのインターフェースによる方法") \
	X(RB_RESTART, \
	  "Restart the registry first when a collection has run since it started: its cache may still say that swept blobs are there.", \
	  "レジストリの起動後にガベージコレクションが実行されている場合は、先に再起動する。キャッシュが、除去されたブロブを存在すると" \
	  "答えることがあるためである。") \
	X(RB_ORDER, \
	  "Blobs go first, then config, manifest, index, tags last: a name never leads to bytes that are not there. Every step asks " \
	  "the registry first, so a run that was stopped goes on when it is started again. A tag that names something else by now " \
	  "is left alone. push.log keeps every step.", \
	  "ブロブ、イメージ設定、マニフェスト、インデックス、タグの順に登録するため、名称が、存在しないデータを指すことはない。各手順は" \
	  "先にレジストリへ照会するため、中断しても、再度実行すれば続きから進む。既に別のものを指しているタグは変更しない。" \
	  "push.log に全手順を記録する。") \
	X(RB_CURL, "With curl alone:", "curlのみによる場合：") \
	X(RB_PASSWORD, "Where a password is asked for (basic authentication):", "パスワードが必要な場合（基本認証）：") \
	X(RB_SKOPEO, "Or with skopeo (skopeo login first, where needed):", "skopeoによる場合（必要に応じ、先に skopeo login を実行する）：") \
	X(RB_CRANE, "Or with crane:", "craneによる場合：") \
	X(RB_SCHEMA1, \
	  "{0} of the images are of schema 1. A registry stores these without their signature and takes none back so: only " \
	  "copying the tree brings them back, and the scripts leave them.", \
	  "スキーマ1のイメージが{0}件ある。レジストリはこれを署名なしで保存し、その形では受け付けない。ツリーの複製によってのみ" \
	  "復元でき、スクリプトは対象としない。") \
	X(RB_TREE, "Or by copying into the volume, with the registry stopped", "レジストリを停止し、ボリュームに複製する方法") \
	X(RB_NOTHING, "Nothing is to be imported.", "再登録するものはない。") \
	X(RB_FOUR, "4. Prove it, and publish", "4. 証明及び公開") \
	X(RB_LOGS, "Read the target's log, so that every step is tied to the request that made it:", \
	  "復元先のログを読み取り、各手順を、それを行った要求と対応付ける。") \
	X(RB_CHECK, \
	  "Read the target again and compare with this plan: arrived, missing, changed, extra. Status 5: something is missing or " \
	  "changed, or what stood before is gone.", \
	  "復元先を再度読み取り、本計画と比較する（到着、不足、変更、余分）。終了状態5は、不足若しくは変更があるか、以前に存在した" \
	  "ものが消えたことを示す。") \
	X(RB_BASELINE, "When all of it has arrived, sign what the healthy registry holds, from the same run:", \
	  "すべての到着を確認した後、正常な状態のレジストリの内容に、同じ実行で署名する。") \
	X(RB_RESUME, \
	  "Only then let the collection run again: sherd gc first says what it would take.", \
	  "その後に限り、ガベージコレクションを再開する。先に sherd gc で、除去されるものを確認する。") \
	X(RB_FILES, "Files of this plan", "本計画のファイル") \
	X(PC_TITLE, "against the plan {0}:", "復元計画{0}との比較：") \
	X(PC_ARRIVED, "{0} of {1} images arrived, {2} of {3} steps", "イメージ{1}件中{0}件が到着、手順{3}件中{2}件を確認") \
	X(PC_LOGGED, "{0} of these steps stand in a log", "このうち手順{0}件がログに記録されている") \
	X(PC_V_ARRIVED, "arrived", "到着") \
	X(PC_V_MISSING, "missing", "不足") \
	X(PC_V_CHANGED, "changed", "変更") \
	X(PC_V_EXTRA, "extra", "余分") \
	X(PC_V_GONE, "gone", "消失") \
	X(PC_V_UNREAD, "unread", "未読") \
	X(PC_BLOB, "blob", "ブロブ") \
	X(PC_MANIFEST, "manifest", "マニフェスト") \
	X(PC_TAG, "tag", "タグ") \
	X(PC_NO_LINK, "the repository does not link it", "リポジトリにリンクがない") \
	X(PC_NO_BYTES, "its bytes are not there", "データがない") \
	X(PC_DAMAGED, "the file of that name holds other bytes", "その名称のファイルの内容が異なる") \
	X(PC_UNREAD, "its bytes were not read", "データを読み取っていない") \
	X(PC_NAMES, "names {0}", "{0}を指している") \
	X(PC_WAS, "was {0}", "以前は{0}") \
	X(PC_DAMAGED_LINK, "its link is damaged", "リンクが破損している") \
	X(PC_ALL, "everything planned is there, whole, under its names", "計画したものはすべて、完全な状態で、その名称の下に存在する") \
	X(PC_OTHER, "nothing of what stood in the target before is there: another registry, compared with the plan alone", \
	  "復元先に以前存在したものが一つもない。別のレジストリとみなし、計画とのみ比較した") \
	X(PC_NONE_ELSE, "nothing else came, changed or went", "他に、増えたもの、変わったもの、消えたものはない") \
	X(PC_MORE, "and {0} more", "ほか{0}件")

#endif
