/*
 * words/phrase_ja.h - the sentences that graph/, blob/, format/, source/, walk/ and run/ put into a case, as
 * templates (holes: words/phrase.c), and how they read in Japanese. In any order.
 */
#ifndef WORDS_PHRASE_JA_H
#define WORDS_PHRASE_JA_H

#define PHRASES_JA(X) \
	X("the link says {0}, its directory {1}", \
	  "リンクの内容は{0}であり、ディレクトリは{1}を示している") \
	X("the tag's name breaks the registry's grammar", \
	  "タグの名称がレジストリの文法に反している") \
	X("a repository's name breaks the registry's grammar", \
	  "リポジトリの名称がレジストリの文法に反している") \
	X("a directory no known version of the registry makes", \
	  "既知のいずれの版のレジストリも作成しないディレクトリである") \
	X("a file no known version of the registry writes", \
	  "既知のいずれの版のレジストリも書き込まないファイルである") \
	X("a symbolic link to {0}; it was not followed: what lies there can be read as a source of its own (sherd scan CASE {1})", \
	  "{0}へのシンボリックリンクであり、たどっていない。そこにあるものは独立した情報源として読み取ることができる（sherd scan CASE {1}）") \
	X("a blob store of Nexus: bytes in .bytes, beside each a .properties with its name, repository, who and when; deleted=true there means removed but not yet compacted", \
	  "Nexusのブロブストアである。データは.bytesにあり、それぞれの傍らの.propertiesに名称、リポジトリ、人及び時刻がある。そこのdeleted=trueは、除去されたがまだ圧縮整理されていないことを示す") \
	X("the filestore of Artifactory: files named by their SHA-1; repositories, paths and tags are in its database", \
	  "Artifactoryのファイルストアである。ファイル名はSHA-1であり、リポジトリ、パス及びタグはそのデータベースにある") \
	X("the packages of Gitea or Forgejo: files named by their SHA-256; names, media types and tags are in its database", \
	  "Gitea又はForgejoのパッケージである。ファイル名はSHA-256であり、名称、メディアタイプ及びタグはそのデータベースにある") \
	X("the storage of Quay: blobs by SHA-256; manifests, tags and their history are in its database", \
	  "Quayのストレージである。ブロブはSHA-256で置かれ、マニフェスト、タグ及びその履歴はそのデータベースにある") \
	X("a registry of version 1, as of 2013: images/<id>/json, layer, ancestry, tags in repositories/<name>/tag_<tag>; ids are no digests", \
	  "2013年のバージョン1のレジストリである。images/<id>/json, layer, ancestryにイメージ、repositories/<name>/tag_<tag>にタグがある。idはダイジェストではない") \
	X("the media of Pulp: artifacts by SHA-256, split after two digits; repositories and tags are in its database", \
	  "Pulpのメディアである。アーティファクトは、2桁で区切ったSHA-256で置かれ、リポジトリ及びタグはそのデータベースにある") \
	X("models of ollama: manifests under their names, blobs as sha256-<hex>", \
	  "ollamaのモデルである。マニフェストは名称の下に、ブロブはsha256-<hex>として置かれる") \
	X("Docker's store before 1.10: layers under random ids with their json, unpacked; names in repositories-<driver>; ids are no digests: an image stands under the digest of its json", \
	  "1.10より前のDockerのストアである。レイヤーは乱数のidの下にjsonと共に展開されており、名称はrepositories-<driver>にある。idはダイジェストではなく、イメージはそのjsonのダイジェストで示す") \
	X("a name stands for the image with the id {0}, and there is no graph/<id>/json of it", \
	  "名称がid {0}のイメージを示しているが、そのgraph/<id>/jsonがない") \
	X("an archive of docker save before 1.10: layers under random ids with their json; names in repositories; ids are no digests", \
	  "1.10より前のdocker saveのアーカイブである。レイヤーは乱数のidの下にjsonと共にあり、名称はrepositoriesにある。idはダイジェストではない") \
	X("an archive that was hashed as a whole; to read it as a source of its own: sherd scan CASE {0}", \
	  "全体としてハッシュしたアーカイブである。独立した情報源として読み取るには、sherd scan CASE {0}") \
	X("read where it lies in {0} ({1}): the member {2}, {3#} bytes, the last of {4#} of this name", \
	  "{0}({1})の中にあるまま読み取った。メンバーは{2}、{3}バイトであり、この名称のもの{4}個のうち最後のものである") \
	X("read where it lies in {0} ({1}), which breaks off: the member {2}, {3#} bytes, the last of {4#} of this name", \
	  "{0}({1})の中にあるまま読み取った。{0}は途中で途切れている。メンバーは{2}、{3}バイトであり、この名称のもの{4}個のうち最後のものである") \
	X("an archive that was hashed as a whole; to read it, take it out and scan it as a source of its own", \
	  "全体としてハッシュしたアーカイブである。読み取るには、取り出して独立した情報源として走査する") \
	X("known by its content: a registry keeps its storage in a directory called v2", \
	  "内容から識別した。レジストリはストレージをv2という名称のディレクトリに保持する") \
	X("repositories lie here outside `repositories` of any root: no registry serves them from here; they are told as of a registry of their own", \
	  "いずれのルートの`repositories`の外にあるリポジトリである。ここからこれらを提供するレジストリはない。独立したレジストリのものとして示す") \
	X("the index gives this name to several images", \
	  "索引がこの名称を複数のイメージに与えている") \
	X("the file that should name the images cannot be read: {0~}", \
	  "イメージの名称を示すべきファイルを読み取れない。{0}") \
	X("the file that should name the images holds no list of them", \
	  "イメージの名称を示すべきファイルに、その一覧がない") \
	X("an entry of the list of images has no digest that can be followed", \
	  "イメージの一覧の項目に、たどることのできるダイジェストがない") \
	X("it is no list", \
	  "一覧ではない") \
	X("{0#} revisions in {1#} repositories and no tags directory anywhere: every manifest was put by digest, as where a product keeps the tags in its database; by these links all of them are untagged", \
	  "{1}件のリポジトリに{0}件のリビジョンがあり、tagsディレクトリはどこにもない。全てのマニフェストがダイジェスト指定で置かれており、製品がタグをデータベースに保持する場合と同じである。このリンクによれば、全てがタグなしとなる") \
	X("{0#} layer links in {1#} repositories and no revision anywhere: no manifest was ever put here, as where a product keeps manifests and tags in its database; by these links no blob is in use", \
	  "{1}件のリポジトリに{0}件のレイヤーリンクがあり、リビジョンはどこにもない。マニフェストはここに置かれておらず、製品がマニフェスト及びタグをデータベースに保持する場合と同じである。このリンクによれば、使用中のブロブはない") \
	X("GitLab's registry marks by this file that manifests and tags are in its metadata database: offline collection by links is not for this storage", \
	  "GitLabのレジストリは、マニフェスト及びタグがメタデータデータベースにあることをこのファイルで示す。リンクに基づくオフラインの回収は、このストレージには適さない") \
	X("Harbor from 2.0 on keeps the tags in its PostgreSQL and puts manifests by digest: links to tags here are of older pushes", \
	  "Harborは2.0以降、タグをPostgreSQLに保持し、マニフェストをダイジェスト指定で置く。ここにあるタグへのリンクは、それ以前のプッシュのものである") \
	X("a symbolic link; it was not followed", \
	  "シンボリックリンクであり、たどっていない") \
	X("a named pipe; it was not opened", \
	  "名前付きパイプであり、開いていない") \
	X("a socket; it was not opened", \
	  "ソケットであり、開いていない") \
	X("a device or other special file; it was not opened", \
	  "デバイスその他の特殊ファイルであり、開いていない") \
	X("content may have been fetched without a push and removed by expiry", \
	  "データは、プッシュによらず取得され、期限切れにより除去された可能性がある") \
	X("a temporary file of an interrupted write", \
	  "中断された書き込みの一時ファイルである") \
	X("the config claims diff_id {0}; layer {1} inflates to {2}", \
	  "イメージ設定が示すdiff IDは{0}であるが、レイヤー{1}の展開後のダイジェストは{2}である") \
	X("a descriptor declares {0#} bytes for {1}, which has {2#}", \
	  "記述子は{1}を{0}バイトと申告しているが、実際は{2}バイトである") \
	X("the manifest lists {0#} layers; its config names {1#} diff_ids and {2#} of {3#} history entries made a layer", \
	  "マニフェストのレイヤーは{0}件、イメージ設定のdiff IDは{1}件であり、履歴{3}件のうち{2}件がレイヤーを作成した") \
	X("no tag or index of the repository names it: pushed by digest alone, or its tag was removed by a tag delete of registry 3.0 or later, by untagged removal, or by hand", \
	  "リポジトリのいずれのタグ及びインデックスも指していない。ダイジェスト指定のみのプッシュ、レジストリ3.0以降のタグ削除によるタグの除去、タグなしマニフェストの除去又は手作業による除去のいずれかである") \
	X("the link is younger than the last change of the shard directory and no bytes are there: a push beside a collection (ghost push), or an incomplete copy; not a deletion", \
	  "リンクはシャードディレクトリの最終変更より新しいが、データがない。ガベージコレクションと並行したプッシュ（ゴーストプッシュ）又は不完全な複製であり、削除ではない") \
	X("a link names it and the registry no longer has its bytes, which are here from elsewhere: swept between the link's time and the shard directory's last change", \
	  "リンクが指しているが、レジストリにはデータがない（本調査では他から得ている）。リンクの時刻からシャードディレクトリの最終変更までの間に除去された") \
	X("a link names it and the registry no longer has its bytes: swept between the link's time and the shard directory's last change", \
	  "リンクが指しているが、レジストリにはデータがない。リンクの時刻からシャードディレクトリの最終変更までの間に除去された") \
	X("a link names it, and neither bytes nor shard directory are here: swept, or never part of this copy", \
	  "リンクが指しているが、データもシャードディレクトリもない。除去されたか、当初からこの複製に含まれていない") \
	X("its revision link was removed and a tag still names it: deleted by digest through the API of registry 2.6 or older, or removed by hand", \
	  "リビジョンリンクは除去されているが、タグがなお指している。レジストリ2.6以前のAPIによるダイジェスト指定の削除又は手作業による除去である") \
	X("deleted by digest or by hand, and not by expiry: the cache's schedule would have dropped it only later", \
	  "ダイジェスト指定又は手作業により削除されたものであり、期限切れによるものではない。キャッシュの予定では、期限はこれより後である") \
	X("deleted by digest, or expired: the registry was a pull-through cache", \
	  "ダイジェスト指定により削除されたか、期限切れとなった。レジストリはプルスルーキャッシュであった") \
	X("deleted by digest through the API; its bytes are still stored: no collection has removed them since", \
	  "APIによりダイジェスト指定で削除された。データはなお保存されており、その後のガベージコレクションにより除去されていない") \
	X("deleted by digest through the API; the registry no longer has its bytes, which are here from elsewhere", \
	  "APIによりダイジェスト指定で削除された。レジストリにはデータもない（本調査では他から得ている）") \
	X("deleted by digest through the API; the registry no longer has its bytes", \
	  "APIによりダイジェスト指定で削除された。レジストリにはデータもない") \
	X("a tag still names it: deleted by registry 2.6 or older, expired from a cache, or its link removed by hand", \
	  "タグがなお指している。レジストリ2.6以前による削除、キャッシュの期限切れ又は手作業によるリンクの除去である") \
	X("tags that named it were removed with it; their names are not kept here", \
	  "これを指していたタグも同時に除去された。名称はここには残されていない") \
	X("a tag's index names it and its revision directory is gone: removed outside the API, or an incomplete copy", \
	  "タグの索引が指しているが、リビジョンディレクトリがない。API以外の方法による除去又は不完全な複製である") \
	X("another store gives it this name", \
	  "他のストアがこの名称を付している") \
	X("all tags of the repository were removed, the last one then; their names are not kept here", \
	  "リポジトリのすべてのタグが除去された。時刻は最後の除去のものである。名称はここには残されていない") \
	X("no repository names this manifest: a collection with untagged removal dropped its entries and kept its bytes, its repository was removed by hand, or this copy is incomplete", \
	  "いずれのリポジトリもこのマニフェストを指していない。タグなしマニフェストを除去するガベージコレクションがエントリのみを除いてデータを残したか、リポジトリが手作業で除去されたか、この複製が不完全である") \
	X("no repository links this blob: its repository was removed by hand, or this copy is incomplete", \
	  "いずれのリポジトリもこのブロブへのリンクを有しない。リポジトリが手作業で除去されたか、この複製が不完全である") \
	X("its link was removed in the time of a collection that also took its bytes, as registry 3.0 and later do; or a blob delete just then", \
	  "データも除去したガベージコレクションの時間帯にリンクが除去された。レジストリ3.0以降の動作に合致する。同時刻のブロブ削除の可能性もある") \
	X("its link was removed, its bytes are still stored: a blob delete through the API", \
	  "リンクは除去されているが、データはなお保存されている。APIによるブロブ削除である") \
	X("its link was removed and the registry no longer has its bytes: expired from the pull-through cache, or deleted and collected", \
	  "レジストリにはリンクもデータもない。プルスルーキャッシュの期限切れ、又は削除及びその後のガベージコレクションである") \
	X("its link was removed, and the registry no longer has its bytes: a blob delete and a collection later, or a collection of registry 3.0 or later", \
	  "レジストリにはリンクもデータもない。ブロブ削除及びその後のガベージコレクション、又はレジストリ3.0以降のガベージコレクションである") \
	X("blobs were uploaded or mounted, and no manifest was ever put: a push that did not end, or mounts only", \
	  "ブロブはアップロード又はマウントされたが、マニフェストは登録されていない。完了しなかったプッシュ、又はマウントのみである") \
	X("no upload session was ever opened here: its blobs were mounted from other repositories or fetched by a cache", \
	  "ここではアップロードのセッションが開かれていない。ブロブは、他のリポジトリからマウントされたか、キャッシュにより取得された") \
	X("{0#} bytes received and never committed: {1~}", \
	  "{0}バイトを受信したが、確定されていない。{1}") \
	X("the session was opened and nothing was sent", \
	  "セッションは開かれたが、データは送信されていない") \
	X("no blob that is known begins so; a push broken off, or a commit refused for its digest", \
	  "先頭が一致する既知のブロブはない。中断されたプッシュ、又はダイジェストを理由とする確定の拒否である") \
	X("all of {0}", \
	  "{0}の全部に当たる") \
	X("the beginning of {0}", \
	  "{0}の先頭部分に当たる") \
	X("nothing but a hash state is left of the session: cancelled by the client", \
	  "セッションのうちハッシュ状態のみが残る。クライアントにより取り消された") \
	X("the last upload session of the repository was committed, cancelled or purged", \
	  "リポジトリの最後のアップロードのセッションが、確定、取消し又は消去された") \
	X("{0#} tag histories and {1#} revision directories changed in the time of a collection, as untagged removal (-m) does", \
	  "{0}件のタグ履歴及び{1}件のリビジョンディレクトリが、ガベージコレクションの時間帯に変化した。タグなしマニフェストの除去（-m）の動作に合致する") \
	X("{0#} tag histories and {1#} revision directories changed in the time of a collection: pushes of that time explain it, untagged removal (-m) would, too", \
	  "ガベージコレクションの時刻に、タグ履歴{0}件及びリビジョンディレクトリ{1}件が変更された。同時刻のプッシュにより説明できるが、タグなしマニフェストの除去（-m）によっても生じる") \
	X("{0#} untagged revisions older than a collection are still there: it ran without untagged removal", \
	  "ガベージコレクションより古いタグなしリビジョンが{0}件残っている。タグなしマニフェストの除去を伴わずに実行された") \
	X("{0#} session names are random (up to 3.0)", \
	  "{0}件のセッションの名称は乱数である（3.0以前）") \
	X("{0#} session names carry a time (3.1 and later)", \
	  "{0}件のセッションの名称は時刻を含む（3.1以降）") \
	X("layer links to {0#} swept blobs were left, as 2.x does (3.x removes them)", \
	  "除去されたブロブ{0}件へのレイヤーリンクが残されている。2.xの動作に合致する（3.xはこれを除去する）") \
	X("{0#} layer links were removed with the blobs, as 3.x does", \
	  "{0}件のレイヤーリンクがブロブとともに除去された。3.xの動作に合致する") \
	X("{0#} children of kept indexes lost their entries and parts and kept their bytes, as untagged removal of 2.7 and 2.8 does", \
	  "保持されたインデックスの子{0}件が、データを残してエントリ及び構成要素を失った。2.7及び2.8のタグなしマニフェストの除去の動作に合致する") \
	X("registry 2.x: {0~}", \
	  "レジストリ2.x：{0}") \
	X("registry 3.x: {0~}", \
	  "レジストリ3.x：{0}") \
	X("signs of 2.x and of 3.x: {0~}", \
	  "2.x及び3.x双方の特徴：{0}") \
	X("generation not told: {0~}", \
	  "世代は判定不能：{0}") \
	X("registry 2.x, collected with untagged removal: {0~}", \
	  "レジストリ2.x、タグなしマニフェストの除去を伴うGC：{0}") \
	X("registry 3.x, collected with untagged removal: {0~}", \
	  "レジストリ3.x、タグなしマニフェストの除去を伴うGC：{0}") \
	X("signs of 2.x and of 3.x, collected with untagged removal: {0~}", \
	  "2.x及び3.x双方の特徴、タグなしマニフェストの除去を伴うGC：{0}") \
	X("generation not told, collected with untagged removal: {0~}", \
	  "世代は判定不能、タグなしマニフェストの除去を伴うGC：{0}") \
	X("registry 2.x, collected without untagged removal: {0~}", \
	  "レジストリ2.x、タグなしマニフェストの除去を伴わないGC：{0}") \
	X("registry 3.x, collected without untagged removal: {0~}", \
	  "レジストリ3.x、タグなしマニフェストの除去を伴わないGC：{0}") \
	X("signs of 2.x and of 3.x, collected without untagged removal: {0~}", \
	  "2.x及び3.x双方の特徴、タグなしマニフェストの除去を伴わないGC：{0}") \
	X("generation not told, collected without untagged removal: {0~}", \
	  "世代は判定不能、タグなしマニフェストの除去を伴わないGC：{0}") \
	X("{0#} shard directory was left empty within this time: {1~} removed the blobs; times of the last removal in each", \
	  "この時間内に{0}件のシャードディレクトリが空となった。{1}により、ブロブが除去された。時刻は、それぞれの最後の除去のものである") \
	X("{0#} shard directories were left empty within this time: {1~} removed the blobs; times of the last removal in each", \
	  "この時間内に{0}件のシャードディレクトリが空となった。{1}により、ブロブが除去された。時刻は、それぞれの最後の除去のものである") \
	X("{0#} shard directory was left empty within this time, with layer links emptied alongside: {1~} removed the blobs; times of the last removal in each", \
	  "この時間内に{0}件のシャードディレクトリが空となり、レイヤーリンクも同時に除かれた。{1}により、ブロブが除去された。時刻は、それぞれの最後の除去のものである") \
	X("{0#} shard directories were left empty within this time, with layer links emptied alongside: {1~} removed the blobs; times of the last removal in each", \
	  "この時間内に{0}件のシャードディレクトリが空となり、レイヤーリンクも同時に除かれた。{1}により、ブロブが除去された。時刻は、それぞれの最後の除去のものである") \
	X("expiry of the cache or a collection", \
	  "キャッシュの期限切れ又はガベージコレクション") \
	X("a garbage collection", \
	  "ガベージコレクション") \
	X("a shard directory without blobs: one was removed from it, the last one then", \
	  "ブロブのないシャードディレクトリである。ここからブロブが除去された。時刻は最後の除去のものである") \
	X("{0~}, time corrected by {1} s (clock check, custody entry {2#})", \
	  "{0}、時刻を{1}秒補正した（時計の確認、証拠管理記録の項目{2}）") \
	X("line {0#}", \
	  "{0}行目") \
	X("line {0#}, {1@}", \
	  "{0}行目、{1}") \
	X("status {0#}", \
	  "状態コード{0}") \
	X("{0#} bytes", \
	  "{0}バイト") \
	X("from {0}", \
	  "元のリポジトリ：{0}") \
	X("for {0}", \
	  "対象：{0}") \
	X("listed by {0}", \
	  "記載元：{0}") \
	X("by {0}", \
	  "使用クライアント：{0}") \
	X("the cache was to drop it at {0}: first fetched 168 hours before, unless its configuration sets another ttl (3.x)", \
	  "キャッシュの期限は{0}である。設定に別の有効期間（3.x）がなければ、その168時間前に最初に取得された") \
	X("another store gives this name to the image with this id, the digest of its config{0-}", \
	  "他のストアが、このID（イメージ設定のダイジェスト）のイメージにこの名称を付している{0}") \
	X("another store knows it: it was fetched from or pushed to this repository{0-}", \
	  "他のストアに記録がある。このリポジトリから取得されたか、ここへプッシュされた{0}") \
	X("another store knows the layer: it was fetched from or pushed to this repository{0-}", \
	  "他のストアにこのレイヤーの記録がある。このリポジトリから取得されたか、ここへプッシュされた{0}") \
	X("another store has unpacked a layer that inflates to it{0-}", \
	  "展開するとこれになるレイヤーを、他のストアが展開している{0}") \
	X("a container was made of it; the time is its last start{0-}", \
	  "これからコンテナが作成された。時刻は最後の起動のものである{0}") \
	X("it inflates to {0}", \
	  "展開後のダイジェストは{0}である") \
	X("image id {0}", \
	  "イメージIDは{0}である") \
	X("{0#} bytes hash to {1_}; {2~}", \
	  "{0}バイトのハッシュ値は{1}である。{2}") \
	X("{0#} bytes stored, {1#} declared; they hash to {2_}; {3~}", \
	  "保存されたデータは{0}バイト、申告は{1}バイトであり、そのハッシュ値は{2}である。{3}") \
	X("{0#} bytes more than the {1#} declared", \
	  "申告の{1}バイトより{0}バイト多い") \
	X("{0#} bytes more than the {1#} declared; {2~}", \
	  "申告の{1}バイトより{0}バイト多い。{2}") \
	X("{0#} bytes too few", \
	  "{0}バイト足りない") \
	X("{0#} bytes too few; {1~}", \
	  "{0}バイト足りない。{1}") \
	X("they are the bytes of another blob that is named here", \
	  "ここで示されている別のブロブのデータである") \
	X("they are the bytes of another blob that is named here; {0~}", \
	  "ここで示されている別のブロブのデータである。{0}") \
	X("whether one bit is flipped was not tried: it is larger than the limit flip_blob", \
	  "1ビットだけが反転しているかは試していない。上限flip_blobより大きいためである") \
	X("whether one bit is flipped was not tried: the limit flip_bytes is used up", \
	  "1ビットだけが反転しているかは試していない。上限flip_bytesを使い切ったためである") \
	X("no single flipped bit explains it: each was tried", \
	  "1ビットの反転では説明できない。全てのビットについて試した") \
	X("one bit is flipped: with bit {0#} of byte {1#} the other way it is the blob", \
	  "1ビットが反転している。バイト{1}のビット{0}を反転させると、このブロブになる") \
	X("its first {0#} bytes are the blob; {1#} bytes follow that do not belong to it", \
	  "先頭の{0}バイトがこのブロブであり、その後に属さない{1}バイトが続く") \
	X("all its bytes are zero", \
	  "全てのバイトがゼロである") \
	X("all zeros from byte {0#} to the end", \
	  "バイト{0}から末尾まで全てゼロである") \
	X("it begins as a page of HTML, such as a proxy answers with", \
	  "プロキシの応答のようなHTMLのページとして始まる") \
	X("{0#} bytes hash to {1}", \
	  "{0}バイトのハッシュ値は{1}である") \
	X("{0#} bytes stored, {1#} declared; they hash to {2}", \
	  "保存されたデータは{0}バイト、申告は{1}バイトであり、そのハッシュ値は{2}である") \
	X("zero bytes stand under this digest", \
	  "このダイジェストの下にあるデータは0バイトである") \
	X("{0#} of {1#} bytes were read", \
	  "{1}バイトのうち{0}バイトを読み取った") \
	X("the blob's directory holds no data file", \
	  "ブロブのディレクトリにデータファイルがない") \
	X("an empty shard directory: a blob was removed from it at the directory's mtime or before", \
	  "空のシャードディレクトリである。ディレクトリのmtime以前に、ここからブロブが除去された") \
	X("its bytes lie in {0#} file of another name or place; they count, and a registry does not find them there", \
	  "データは、別の名称又は別の場所の{0}個のファイルにある。複製として扱うが、レジストリはこれを見つけることができない") \
	X("its bytes lie in {0#} files of another name or place; they count, and a registry does not find them there", \
	  "データは、別の名称又は別の場所の{0}個のファイルにある。複製として扱うが、レジストリはこれを見つけることができない") \
	X("its bytes are proven and are no JSON document that was read", \
	  "データは検証済みであるが、読み取ることのできるJSON文書ではない") \
	X("its bytes are proven and are no valid JSON", \
	  "データは検証済みであるが、正しいJSONではない") \
	X("its bytes are proven and are those of a config", \
	  "データは検証済みであるが、イメージ設定である") \
	X("its bytes are proven and are JSON of another shape", \
	  "データは検証済みであるが、マニフェストの形式でないJSONである") \
	X("{0#} tagged image cannot be pulled without it: {1}", \
	  "これがないため、タグのあるイメージ{0}件を取得することができない: {1}") \
	X("{0#} tagged images cannot be pulled without it: {1}", \
	  "これがないため、タグのあるイメージ{0}件を取得することができない: {1}") \
	X("an image manifest that names no config", \
	  "イメージ設定を参照しないイメージマニフェストである") \
	X("named as a manifest, and no file of its name holds its bytes", \
	  "マニフェストとして参照されているが、その名称のファイルにデータがない") \
	X("named by a document with proven bytes, and no file of its name holds its bytes", \
	  "データを検証した文書が参照しているが、その名称のファイルにデータがない") \
	X("only layer links name it, and no file of its name holds its bytes", \
	  "レイヤーリンクのみが参照しているが、その名称のファイルにデータがない") \
	X("named as a manifest, and no source holds its bytes", \
	  "マニフェストとして参照されているが、いずれの調査対象にもデータがない") \
	X("named by a document with proven bytes, and no source holds its bytes", \
	  "データを検証した文書が参照しているが、いずれの調査対象にもデータがない") \
	X("named as a manifest; no source holds its bytes, and they were written anew and proven by their digest", \
	  "マニフェストとして参照されている。いずれの調査対象にもデータはないが、再生成し、ダイジェストで証明した") \
	X("named by a document with proven bytes; no source holds its bytes, and they were written anew and proven by their digest", \
	  "データを検証した文書が参照している。いずれの調査対象にもデータはないが、再生成し、ダイジェストで証明した") \
	X("a log or a copy tells of tags set or deleted after what is seen here, the last at {0}", \
	  "ログ又は複製が、ここに見える状態より後のタグの設定又は削除を伝えている。最後のものは{0}である") \
	X("a copy has {0#} manifests that were pushed after the last change seen here, the source {1}", \
	  "複製である調査対象{1}には、ここに見える最後の変更より後にプッシュされたマニフェストが{0}件ある") \
	X("stated to be a copy, and its original has no root of this path, nor one alone: it speaks for itself", \
	  "複製と申告されているが、元の側にこのパスのルートも単独のルートもない。独立のものとして扱った") \
	X("only layer links name it, and no source holds its bytes", \
	  "レイヤーリンクのみが指しており、いずれの調査対象にもデータがない") \
	X("deleted from repository {0}", \
	  "リポジトリ{0}から削除された") \
	X("deleted from repository {0} at {1} (mtime of the directory left empty)", \
	  "リポジトリ{0}から{1}に削除された（空となったディレクトリのmtime）") \
	X("layer link removed from repository {0}", \
	  "リポジトリ{0}からレイヤーリンクが除去された") \
	X("layer link removed from repository {0} at {1} (mtime of the directory left empty)", \
	  "リポジトリ{0}から{1}にレイヤーリンクが除去された（空となったディレクトリのmtime）") \
	X("the tag's directory holds no current link", \
	  "タグのディレクトリに現行のリンクがない") \
	X("nothing but hash states is left of the session", \
	  "セッションのうちハッシュ状態のみが残る") \
	X("{0#} bytes received, never committed", \
	  "{0}バイトを受信したが、確定されていない") \
	X("started {0} by its own record", \
	  "当該記録による開始時刻は{0}である") \
	X("its bytes are dated {0}, its revision link {1}: the registry writes bytes first", \
	  "データの時刻は{0}、リビジョンリンクの時刻は{1}である。レジストリはデータを先に書き込む") \
	X("its bytes are dated {0}, the newest link to it {1}: the registry writes bytes first", \
	  "データの時刻は{0}、最新のリンクの時刻は{1}である。レジストリはデータを先に書き込む") \
	X("{0#} blobs and links are all dated {1}, to the second: a copy that kept no times, or times that were set, or all pushed within it; no time of this registry tells when something happened", \
	  "ブロブ及びリンク{0}件の時刻がすべて秒単位で{1}である。時刻を保持しない複製、時刻の書き換え又は同一の秒におけるプッシュのいずれかであり、このレジストリの時刻からは、事象の発生時刻を知ることができない") \
	X("{0#} blobs and links are all dated {1}: a copy that kept no times, or times that were set; no time of this registry tells when something happened", \
	  "{0}件のブロブ及びリンクの時刻がすべて{1}である。時刻を保たない複製、又は設定された時刻であり、このレジストリの時刻は事象の時期を示さない") \
	X("the bytes are a well-formed {0~} that hashes to {1}, a digest that is named elsewhere: the files were exchanged or copied over", \
	  "データは整った{0}であり、そのハッシュ値は{1}である。このダイジェストは他の箇所で参照されており、ファイルの入替え又は上書き複製による") \
	X("the bytes are a well-formed {0~} that hashes to {1}: edited or replaced rather than decayed", \
	  "データは整った{0}であり、そのハッシュ値は{1}である。劣化よりも編集又は置換に整合する") \
	X("manifest or index", \
	  "マニフェスト又はインデックス") \
	X("config", \
	  "イメージ設定") \
	X("link is {0#} bytes, expected one digest (71 bytes for sha256)", \
	  "リンクは{0}バイトである。一つのダイジェスト（sha256では71バイト）でなければならない") \
	X("{0#} bytes, more than the {1#} that are read of such a file", \
	  "{0}バイトであり、この種のファイルの読み取り上限{1}バイトを超える") \
	X("the state is of {0#} bytes, its name says {1#}", \
	  "状態は{0}バイトの時点のものであるが、名称は{1}バイトを示している") \
	X("{0#} bytes, more than the {1#} a document is read up to", \
	  "{0}バイトであり、文書の読み取り上限{1}バイトを超える") \
	X("{0#} bytes follow the last {1} stream, which ends at byte {2#}", \
	  "最後の{1}圧縮データ（バイト位置{2}で終了）の後に{0}バイトが続いている") \
	X("{0#} bytes follow the last {1} frame, which ends at byte {2#}", \
	  "最後の{1}圧縮データ（バイト位置{2}で終了）の後に{0}バイトが続いている") \
	X("{0#} bytes follow the last {1} member, which ends at byte {2#}", \
	  "最後の{1}圧縮データ（バイト位置{2}で終了）の後に{0}バイトが続いている") \
	X("at byte {0#} of the uncompressed bytes: {1~}", \
	  "展開後のバイト位置{0}：{1}") \
	X("at byte {0#}: {1~}", \
	  "バイト位置{0}：{1}") \
	X("at byte {0#} of the archive: {1~}", \
	  "アーカイブのバイト位置{0}：{1}") \
	X("{0#} bytes that are no padding follow the end of the archive, from byte {1#} of the uncompressed bytes on", \
	  "アーカイブの終端の後に、展開後のバイト位置{1}から、埋め草ではない{0}バイトが続いている") \
	X("{0#} bytes that are no padding follow the end of the archive, from byte {1#} on", \
	  "アーカイブの終端の後に、バイト位置{1}から、埋め草ではない{0}バイトが続いている") \
	X("more entries than the limit of {0#}", \
	  "項目数が上限{0}を超える") \
	X("the listing is longer than the limit of {0#} bytes", \
	  "一覧が上限{0}バイトを超える") \
	X("{0#} more entries of the archive are odd", \
	  "アーカイブには、ほかに{0}件の特異な項目がある") \
	X("a diff_id that is no digest", \
	  "ダイジェストではないdiff IDがある") \
	X("{0_} is {1}: {2~}", \
	  "{0}の値は{1}である。{2}") \
	X("{0_} is {1_}", \
	  "{0}の値は{1}である") \
	X("whether the API deletes at all; without it no deletion came by the API", \
	  "APIによる削除の可否。これがなければ、APIによる削除はない") \
	X("where the storage was", \
	  "ストレージの所在") \
	X("the storage was an object store", \
	  "ストレージはオブジェクトストアであった") \
	X("a cache of descriptors: a collection beside a running registry leaves ghost pushes", \
	  "記述子のキャッシュ。稼働中のレジストリに対するガベージコレクションは、ゴーストプッシュを残す") \
	X("whether the registry refused writes", \
	  "レジストリが書き込みを拒否していたか否か") \
	X("whether old uploads were purged", \
	  "古いアップロードが消去されていたか否か") \
	X("from what age uploads were purged", \
	  "アップロードが消去されるまでの期間") \
	X("how often uploads were purged", \
	  "アップロードが消去される間隔") \
	X("a pull-through cache: content came without a push and expired without a person", \
	  "プルスルーキャッシュ。データは、プッシュによらず取得され、人の操作によらず期限切れとなった") \
	X("when cached content expired", \
	  "キャッシュしたデータの期限") \
	X("somebody was told of pushes and deletions: ask there", \
	  "プッシュ及び削除の通知先がある。通知先に照会する") \
	X("whether notifications list layers", \
	  "通知がレイヤーを列挙していたか否か") \
	X("users by a password file", \
	  "パスワードファイルによるユーザー管理") \
	X("users by a token service: its log names them", \
	  "トークンサービスによるユーザー管理。そのログに名称がある") \
	X("whether an access log was written", \
	  "アクセスログが書き込まれていたか否か") \
	X("a descriptor without size", \
	  "サイズのない記述子がある") \
	X("a descriptor's size is no whole number", \
	  "記述子のサイズが整数ではない") \
	X("a descriptor without digest", \
	  "ダイジェストのない記述子がある") \
	X("a digest of an algorithm not known here: {0}", \
	  "本ツールが対応していないアルゴリズムのダイジェストである") \
	X("a digest that is none: {0}", \
	  "ダイジェストの形式ではない") \
	X("marks of a manifest and of a config in one document; who names it decides", \
	  "一つの文書にマニフェストとイメージ設定の特徴がある。参照する側に従って読み取る") \
	X("a descriptor that is no object", \
	  "オブジェクトではない記述子がある") \
	X("a list of descriptors that is no array", \
	  "配列ではない記述子の一覧がある") \
	X("key \"{0}\" stands here again", \
	  "キー「{0}」が重複している") \
	X("key \"{0}\" where the format says \"{1}\"", \
	  "書式が「{1}」と定める箇所に、キー「{0}」がある") \
	X("a second reader refuses it: {0}", \
	  "別の処理系が拒否した：{0}") \
	X("and {0#} more of such places in this document", \
	  "この文書には、ほかに{0}件の該当箇所がある") \
	X("byte {0#}: {1~}", \
	  "バイト位置{0}：{1}") \
	X("more than {0#} values", \
	  "値の数が{0}を超える") \
	X("nested deeper than {0#}", \
	  "入れ子が{0}段より深い") \
	X("a string does not end", \
	  "文字列が終わっていない") \
	X("a control character in a string", \
	  "文字列に制御文字がある") \
	X("a member without a name", \
	  "名称のないメンバーがある") \
	X("no colon after a member's name", \
	  "メンバーの名称の後にコロンがない") \
	X("a value is missing", \
	  "値がない") \
	X("link is {0#} bytes, expected {1#}: a newline follows the digest", \
	  "リンクは{0}バイトである（正しくは{1}バイト）。ダイジェストの後に改行がある") \
	X("link spells its digest in upper case", \
	  "リンクのダイジェストが大文字で書かれている") \
	X("link is {0#} bytes, expected {1#}: white space surrounds the digest", \
	  "リンクは{0}バイトである（正しくは{1}バイト）。ダイジェストの前後に空白がある") \
	X("link is {0#} bytes, expected {1#}: cut short or no digest", \
	  "リンクは{0}バイトである（正しくは{1}バイト）。途中で切れているか、ダイジェストではない") \
	X("link is {0#} bytes and no digest", \
	  "リンクは{0}バイトであり、ダイジェストではない") \
	X("link is empty, expected 71 bytes", \
	  "リンクは空である（正しくは71バイト）") \
	X("marks of an image and of an index in one document; read as {0} by the registry", \
	  "一つの文書にイメージ及びインデックス双方の特徴がある。レジストリは{0}として解釈する") \
	X("the media type contradicts the content, which is read as {0}", \
	  "メディアタイプが、{0}として解釈した内容と矛盾する") \
	X("the JSON inside v1Compatibility: {0~}", \
	  "v1Compatibility内のJSON：{0}") \
	X("a layer without blobSum", \
	  "blobSumのないレイヤーがある") \
	X("the archive ends inside a member", \
	  "アーカイブが項目の途中で終わっている") \
	X("a name or extended header passes the limit", \
	  "名称又は拡張ヘッダーが上限を超える") \
	X("a sparse map that overlaps or passes its file", \
	  "スパースマップが重複しているか、ファイルの範囲を超える") \
	X("the archive ends inside a header", \
	  "アーカイブがヘッダーの途中で終わっている") \
	X("{0~}; Go's readers stop here, GNU tar's goes on at byte {1#}", \
	  "{0}。Goの読み取りはここで止まり、GNU tarは{1}バイト目から読み続ける") \
	X("a lone block of zeros, with more after it: readers stop here", \
	  "ゼロのブロックが一つだけあり、その後にデータが続く。読み取りはここで止まる") \
	X("an extended header at the end, without its member", \
	  "末尾に、対象となる項目のない拡張ヘッダーがある") \
	X("a file of {0#} bytes whose name ends in a slash: Go's readers make a file of it, GNU tar's a directory", \
	  "名称が斜線で終わる{0}バイトのファイルである。Goの読み取りはファイルとし、GNU tarはディレクトリとする") \
	X("a member without bytes of its own has a size: Go's readers look for the next one right after it, GNU tar's listing beyond that size", \
	  "それ自体のデータを持たない項目にサイズがある。Goの読み取りは直後に次の項目を求め、GNU tarの一覧はそのサイズの分を読み飛ばす") \
	X("{0#} more such entries", \
	  "同様の項目が他に{0}件ある") \
	X("{0#} more such places", \
	  "同様の箇所が他に{0}箇所ある") \
	X("a manifest types it as a tar archive, and no header stands where its first one must: nothing of it can be listed", \
	  "マニフェストはtarアーカイブとしているが、最初のヘッダーがあるべき場所にヘッダーがない。内容を一覧化することができない") \
	X("no header stands where one must (checksum)", \
	  "ヘッダーがあるべき箇所にない（チェックサム）") \
	X("a header's size or time cannot be", \
	  "ヘッダーのサイズ又は時刻があり得ない値である") \
	X("a path longer than the limit", \
	  "パスが上限より長い") \
	X("a sparse member has more runs than the limit", \
	  "スパースファイルの区間数が上限を超える") \
	X("a sparse map that is none", \
	  "スパースマップの形式ではない") \
	X("a pax record that is none", \
	  "paxレコードの形式ではない") \
	X("a pax record without '='", \
	  "「=」のないpaxレコードがある") \
	X("a sparse member's size that cannot be", \
	  "スパースファイルのサイズがあり得ない値である") \
	X("a sparse map that does not end", \
	  "スパースマップが終わっていない") \
	X("startedat is empty", \
	  "startedatが空である") \
	X("startedat is {0#} bytes and no RFC 3339 time", \
	  "startedatは{0}バイトであり、RFC 3339の時刻ではない") \
	X("hash state is {0#} bytes, expected 108", \
	  "ハッシュ状態は{0}バイトである（正しくは108バイト）") \
	X("hash state of {0#} bytes is neither of the known forms", \
	  "{0}バイトのハッシュ状態は、既知のいずれの形式でもない") \
	X("the document is no object", \
	  "文書がオブジェクトではない") \
	X("an entry that is no object", \
	  "オブジェクトではない項目がある") \
	X("listing broke off after {0#} names: {1}", \
	  "一覧化が{0}件で中断した：{1}") \
	X("{0}: the bound of {1#} {2} was reached, at least {3#} more were left out; --limit {4}=N raises it", \
	  "{0}：上限（{1} {2}）に達し、少なくともさらに{3}が対象外となった。--limit {4}=N で引き上げられる") \
	X("{0#} names beyond the limit of {1#} were left out", \
	  "上限{1}件を超える{0}件の名称を対象外とした") \
	X("{0}; the {1#} names in it and all below were left out", \
	  "{0}。その中の{1}件の名称及び配下は対象外とした") \
	X("it was replaced between listing and opening", \
	  "一覧化から開くまでの間に置き換えられた") \
	X("nested deeper than the limit", \
	  "入れ子が上限より深い") \
	X("a directory inside itself; not entered again", \
	  "自身を含むディレクトリであり、再度はたどっていない") \
	X("cannot be opened: {0}", \
	  "開くことができない：{0}") \
	X("cannot be looked at: {0}", \
	  "情報を取得することができない：{0}") \
	X("where it points cannot be read: {0}", \
	  "参照先を読み取ることができない：{0}") \
	X("it has no bytes of its own", \
	  "固有のデータを持たない") \
	X("it cannot be opened again: {0}", \
	  "再度開くことができない：{0}") \
	X("it is no regular file any more", \
	  "通常のファイルではなくなっている") \
	X("it was replaced while it was opened", \
	  "開く間に置き換えられた") \
	X("read error at byte {0#}: {1}", \
	  "バイト位置{0}で読み取りエラー：{1}") \
	X("read error at byte {0#}", \
	  "バイト位置{0}で読み取りエラー") \
	X("it ends at byte {0#}, {1#} expected", \
	  "{1}バイトであるべきところ、{0}バイトで終わっている") \
	X("replaced while it was read: {0}", \
	  "読み取り中に置き換えられた：{0}") \
	X("gone while its directory was read: {0}", \
	  "ディレクトリの読み取り中になくなった：{0}") \
	X("changed while it was read: directory {0}", \
	  "読み取り中に変化した：ディレクトリ{0}") \
	X("reading stopped: {0~}", \
	  "読み取りが停止した：{0}") \
	X("after the last member: {0~}", \
	  "最後の項目の後：{0}") \
	X("{0#} bytes follow its end and are not all zero; they were not read as members", \
	  "終端の後に、すべてが0ではない{0}バイトが続いている。項目としては読み取っていない") \
	X("{0#} bytes follow the compressed data and are not all zero", \
	  "圧縮データの後に、すべてが0ではない{0}バイトが続いている") \
	X("it ends without its two zero blocks", \
	  "終端を示す二つのゼロブロックがない") \
	X("this member has no bytes of its own", \
	  "この項目は固有のデータを持たない") \
	X("reading of the archive was stopped", \
	  "アーカイブの読み取りを打ち切った") \
	X("the archive's size or times changed while it was read", \
	  "読み取り中にアーカイブのサイズ又は時刻が変化した") \
	X("the archive ends before or inside this member", \
	  "アーカイブがこの項目より前又は途中で終わっている") \
	X("gzip data is damaged near byte {0#}: {1}", \
	  "gzipデータがバイト位置{0}付近で破損している：{1}") \
	X("xz data near byte {0#}: {1}", \
	  "xzデータのバイト位置{0}付近：{1}") \
	X("zstd data near byte {0#}: {1}", \
	  "zstdデータのバイト位置{0}付近：{1}") \
	X("the stream does not begin as its kind should", \
	  "データの先頭が、その種別の形式ではない") \
	X("inflating stopped at the limit of {0#} bytes", \
	  "上限{0}バイトで展開を打ち切った") \
	X("{0#} bytes inflate to {1#}: above the limit of {2#} to 1", \
	  "{0}バイトが{1}バイトに展開された。上限の{2}対1を超える") \
	X("the stream is cut off after {0#} bytes", \
	  "データが{0}バイトで途切れている") \
	X("a name with control characters, a backslash or bytes that are not UTF-8", \
	  "制御文字、バックスラッシュ又はUTF-8ではないバイトを含む名称である") \
	X("the two-character directory does not begin the digest below it", \
	  "2文字のディレクトリ名が、その下のダイジェストの先頭と異なる") \
	X("size or times changed while the file was read", \
	  "読み取り中にファイルのサイズ又は時刻が変化した") \
	X("unpacking stopped after {0#} bytes, what follows was not read: {1}", \
	  "展開は{0}バイトで終了し、以後は読み取っていない：{1}") \
	X("{0#} lines are longer than the bound and were not interpreted, the first of them line {1#}; digests in them count as mentions", \
	  "上限より長い{0}行を解釈していない（最初は{1}行目）。その中のダイジェストは言及として数えた") \
	X("{0#} documents over many lines are longer than the bound and were judged line by line, the first from line {1#}", \
	  "上限より長い複数行の文書{0}件を行ごとに判断した（最初は{1}行目から）") \
	X("the log's size or times changed while it was read", \
	  "読み取り中にログのサイズ又は時刻が変化した") \
	X("its times tell that it was changed after reading had begun", \
	  "読み取りの開始後に変更されたことを、その時刻が示している") \
	X("when everything was read it was looked at again: another file stands there now", \
	  "すべての読み取りの後に再度確認した結果、別のファイルに置き換わっていた") \
	X("when everything was read it was looked at again: its size is another now", \
	  "すべての読み取りの後に再度確認した結果、サイズが異なっていた") \
	X("when everything was read it was looked at again: its times are others now", \
	  "すべての読み取りの後に再度確認した結果、時刻が異なっていた") \
	X("when everything was read it was looked at again: names in it came, went or were changed since it was listed", \
	  "すべての読み取りの後に再度確認した結果、一覧の取得後に、その中の名前が追加、除去又は変更されていた") \
	X("when everything was read it was looked at again: {0}", \
	  "すべての読み取りの後に再度確認した結果：{0}") \
	X("entries were not as they had been told when they were looked at again", \
	  "再度確認した際に、当初と異なる項目があった") \
	X("the device was written to while it was read", \
	  "読み取り中にデバイスへの書き込みがあった") \
	X("the device is {0}; it was written to while it was read", \
	  "デバイスは使用中である（{0}）。読み取り中に書き込みがあった") \
	X("the device is {0}; it was not written to while it was read", \
	  "デバイスは使用中である（{0}）。読み取り中の書き込みはなかった") \
	X("the device is {0}; whether it was written to while it was read cannot be told", \
	  "デバイスは使用中である（{0}）。読み取り中の書き込みの有無は判明しない") \
	X("its identity before and after reading differs", \
	  "読み取り前後で同一性が異なる") \
	X("O_NOATIME was refused by the kernel", \
	  "カーネルがO_NOATIMEを拒否した") \
	X("nothing here looks like registry storage", \
	  "レジストリストレージとみられるものがない") \
	X("an unfinished scan of this source is continued", \
	  "この調査対象の未完了の走査を継続した") \
	X("the source differs from what the unfinished scan read; it is read anew", \
	  "調査対象が未完了の走査の時点と異なるため、新たに読み取った") \
	X("could not be opened", \
	  "開くことができなかった") \
	X("{0#} of {1#} lost manifests written anew; {2#} candidates and {3#} sizes tried", \
	  "失われたマニフェスト{1}件のうち{0}件を再構成した。{2}件の候補及び{3}件のサイズを試行した") \
	X("{0#} of {1#} lost manifests written anew; {2#} candidates and {3#} sizes tried; a bound kept others from being tried", \
	  "失われたマニフェスト{1}件のうち{0}件を再構成した。{2}件の候補及び{3}件のサイズを試行した。上限により、他は試行していない") \
	X("{0#} blobs marked, {1#} blobs and {2#} manifests eligible for deletion", \
	  "保持{0}ブロブ、削除対象{1}ブロブ及び{2}マニフェスト") \
	X("after {0#} bytes", \
	  "{0}バイト受信後") \
	X("of {0#} bytes announced", \
	  "申告された{0}バイトのうち") \
	X("promised as {0}", \
	  "予定されたダイジェストは{0}") \
	X("upload begun {0}", \
	  "アップロード開始は{0}") \
	X("another blob inflates to the same content", \
	  "展開すると同一の内容になる別のブロブがある") \
	X("an upload session holds or was to become it", \
	  "アップロード途中データが保持しているか、これになる予定であった") \
	X("a document carries an inline copy", \
	  "文書が複製を内包している") \
	X("a damaged copy stands at", \
	  "破損した複製の所在：") \
	X("was once pushed to or mounted into", \
	  "過去にプッシュ又はマウントされたリポジトリ：") \
	X("container {0} of image {1}; its log: {2}", \
	  "イメージ{1}のコンテナ{0}。ログ：{2}") \
	X("container {0} of image {1}", \
	  "イメージ{1}のコンテナ{0}") \
	X("the image: {0~}", \
	  "イメージ：{0}") \
	X("{0_}: {1~}", \
	  "{0}：{1}") \
	X("the image at byte {0#}: {1~}", \
	  "イメージのバイト位置{0}：{1}") \
	X("{0_} at byte {1#}: {2~}", \
	  "{0}（バイト位置{1}）：{2}") \
	X("nothing known", \
	  "判明した内容はない") \
	X("ext2, ext3 or ext4", \
	  "ext2、ext3又はext4") \
	X("XFS", \
	  "XFS") \
	X("btrfs", \
	  "btrfs") \
	X("an LVM2 physical volume", \
	  "LVM2の物理ボリューム") \
	X("encrypted (LUKS): cannot be read without its key", \
	  "暗号化（LUKS）。鍵がなければ読み取ることができない") \
	X("a member of a Linux software RAID", \
	  "LinuxソフトウェアRAIDの構成要素") \
	X("swap space", \
	  "スワップ領域") \
	X("NTFS", \
	  "NTFS") \
	X("FAT12, FAT16 or FAT32", \
	  "FAT12、FAT16又はFAT32") \
	X("exFAT", \
	  "exFAT") \
	X("ISO 9660", \
	  "ISO 9660") \
	X("squashfs", \
	  "squashfs") \
	X("ZFS", \
	  "ZFS") \
	X("F2FS", \
	  "F2FS") \
	X("another file system", \
	  "その他のファイルシステム") \
	X("{0~}: no reader for it in this build; its space can be carved", \
	  "{0}：この版では読み取ることができない。その領域の探索は可能である") \
	X("it cannot be read: {0}", \
	  "読み取ることができない：{0}") \
	X("the directory cannot be listed: {0}", \
	  "ディレクトリを一覧化することができない：{0}") \
	X("it has no data: {0}", \
	  "データがない：{0}") \
	X("byte {0#} on could not be read", \
	  "バイト位置{0}以降を読み取ることができなかった") \
	X("libtsk, which reads it, cannot be loaded ({0})", \
	  "読み取りに必要なlibtskを読み込むことができない（{0}）") \
	X("this libtsk lacks {0_}", \
	  "このlibtskには{0}がない") \
	X("libtsk cannot take this image", \
	  "libtskがこのイメージを受け付けない") \
	X("libtsk opens no file system in it: {0}", \
	  "libtskがファイルシステムを開くことができない：{0}") \
	X("the chunk tree cannot be read as a whole: {0~}", \
	  "チャンクの木構造の全体を読み取ることができない：{0}") \
	X("a chunk of profile {0_} is striped or lies on other devices: what is in it is not read", \
	  "プロファイル{0}のチャンクは、ストライプ化されているか、別の装置にある。その内容は読み取っていない") \
	X("a btrfs superblock, but no chunk of it can be found", \
	  "btrfsのスーパーブロックはあるが、チャンクが一つも見つからない") \
	X("its extent at byte {0#} cannot be: {1~}", \
	  "バイト位置{0}のエクステントがあり得ない値である：{1}") \
	X("longer than what its leaf holds of it", \
	  "葉ブロックの内容より長い") \
	X("longer than bytes inside a leaf may be", \
	  "葉ブロック内のデータの上限より長い") \
	X("a compression or encryption that is not known", \
	  "対応していない圧縮又は暗号化である") \
	X("of a kind that is not known", \
	  "対応していない種別である") \
	X("it passes the end of what it refers to", \
	  "参照先の終端を超える") \
	X("longer than a compressed extent may be", \
	  "圧縮されたエクステントの上限より長い") \
	X("it overlaps the one before", \
	  "直前のものと重複している") \
	X("byte {0#} of it lies in a chunk that is striped or not on this device", \
	  "そのバイト位置{0}は、ストライプ化されたチャンク又は別の装置にある") \
	X("where it points cannot be read: longer than a link can be", \
	  "参照先を読み取ることができない：リンクの長さの上限を超える") \
	X("where it points cannot be read: its block is no link's", \
	  "参照先を読み取ることができない：ブロックがリンクのものではない") \
	X("the tree of extents cannot be read as a whole: {0~}", \
	  "エクステントの木構造の全体を読み取ることができない：{0}") \
	X("inode {0#} is not in tree {1#}", \
	  "inode {0}は木{1}にない") \
	X("an entry of the directory cannot be", \
	  "ディレクトリの項目があり得ない値である") \
	X("there is no tree {0#}", \
	  "木{0}が存在しない") \
	X("more in the log than the limit of {0#} items", \
	  "ログの項目が上限{0}件を超える") \
	X("the log written for fsync cannot be read as a whole: {0~}", \
	  "fsyncのためのログの全体を読み取ることができない：{0}") \
	X("the log written for fsync cannot be read: {0~}", \
	  "fsyncのためのログを読み取ることができない：{0}") \
	X("the tree block at {0#} lies nowhere on this device", \
	  "木ブロック{0}は、この装置に存在しない") \
	X("the tree block at {0#} could not be read", \
	  "木ブロック{0}を読み取ることができなかった") \
	X("the tree block at {0#} does not hold its checksum", \
	  "木ブロック{0}のチェックサムが一致しない") \
	X("the tree block at {0#} is not what it should be", \
	  "木ブロック{0}は、あるべき内容ではない") \
	X("the tree block at {0#} is of level {1#} and generation {2#}, not {3#} and {4#}", \
	  "木ブロック{0}の階層は{1}、世代は{2}であり、正しくは{3}及び{4}である") \
	X("the tree block at {0#} does not hold the keys its parent promises", \
	  "木ブロック{0}に、親ブロックが示すキーがない") \
	X("the top directory cannot be read: {0~}", \
	  "最上位のディレクトリを読み取ることができない：{0}") \
	X("byte {0#} on lies at {1#} of the volume, {2~}", \
	  "バイト位置{0}以降はボリュームのバイト位置{1}にあり、{2}") \
	X("by its logical address, which is striped or not on this device", \
	  "論理アドレスであって、ストライプ化されているか、別の装置にある") \
	X("which could not be read", \
	  "読み取ることができなかった") \
	X("whose checksum does not hold", \
	  "チェックサムが一致しない") \
	X("whose compression is damaged", \
	  "圧縮データが破損している") \
	X("its sector size cannot be", \
	  "セクターのサイズがあり得ない値である") \
	X("its size of tree blocks cannot be", \
	  "木ブロックのサイズがあり得ない値である") \
	X("its array of system chunks cannot be", \
	  "システムチャンクの一覧があり得ない値である") \
	X("its trees would be too deep", \
	  "木構造が深すぎる") \
	X("it has the second form of the extent tree, which is not read", \
	  "エクステントの木構造の第2形式であり、読み取っていない") \
	X("checksums of type {0#}, which are not known, are not verified", \
	  "種別{0}のチェックサムには対応しておらず、検証していない") \
	X("features that are not known ({0_}): what depends on them cannot be read", \
	  "対応していない機能（{0}）があり、それに依存する内容は読み取ることができない") \
	X("the file system has {0#} devices; this is number {1#}, what lies on others is not here", \
	  "ファイルシステムは{0}台の装置からなり、これは{1}番である。他の装置の内容はここにない") \
	X("the device has {0#} bytes, the media holds {1#} of them", \
	  "装置は{0}バイトであるが、媒体にはそのうち{1}バイトしかない") \
	X("no btrfs superblock at any of its places", \
	  "いずれの位置にもbtrfsのスーパーブロックがない") \
	X("a btrfs superblock at byte {0#}, but {1~}", \
	  "バイト位置{0}にbtrfsのスーパーブロックがあるが、{1}") \
	X("the tree of trees cannot be read as a whole: {0~}", \
	  "木構造の一覧の全体を読み取ることができない：{0}") \
	X("its directory calls it a {0_}, and its inode is a {1_}", \
	  "ディレクトリでは種別が{0}であるが、inodeの種別は{1}である") \
	X("its '..' is inode {0#}, and it is named in {1#}; both name it, and it is entered there", \
	  "「..」はinode {0}であるが、{1}に名称がある。両方に名称があり、前者の側でたどる") \
	X("its '..' is inode {0#}, and it is named in {1#}", \
	  "「..」はinode {0}であるが、{1}に名称がある") \
	X("inode {0#} is not in use", \
	  "inode {0}は使用されていない") \
	X("inode {0#} is the file system's own", \
	  "inode {0}はファイルシステム自身のものである") \
	X("an entry of a type that cannot be", \
	  "あり得ない種別の項目がある") \
	X("directory {0#} does not begin with itself and the one above", \
	  "ディレクトリ{0}の先頭が、自身と上位を示す項目ではない") \
	X("block {0#} of the directory fails its checksum", \
	  "ディレクトリのブロック{0}のチェックサムが一致しない") \
	X("directory {0#} has {1#} bytes by its size and not by its map", \
	  "ディレクトリ{0}のサイズは{1}バイトであるが、配置情報と合わない") \
	X("its block of extents {0#} fails its checksum", \
	  "エクステントのブロック{0}のチェックサムが一致しない") \
	X("inode {0#} has {1#} bytes by its size and bytes beyond by its map", \
	  "inode {0}のサイズは{1}バイトであるが、配置情報ではその先にもデータがある") \
	X("inode {0#} has {1#} blocks by its own count and {2#} by its map", \
	  "inode {0}のブロック数は、自身の計数では{1}、配置情報では{2}である") \
	X("inode {0#} points to blocks beyond its end", \
	  "inode {0}が、終端を超えるブロックを指している") \
	X("a committed block of the journal fails its checksum, or has no place (block {0#} of the journal, transaction {1#}): what is shown is not all that was committed", \
	  "コミットされたジャーナルのブロックのチェックサムが一致しないか、書込先がない（ジャーナルのブロック{0}、トランザクション{1}）。示した内容は、コミットされたもののすべてではない") \
	X("the journal breaks off before what was committed later (block {0#} of the journal, transaction {1#}): what is shown is not all that was committed", \
	  "ジャーナルが、後にコミットされた内容の手前で途切れている（ジャーナルのブロック{0}、トランザクション{1}）。示した内容は、コミットされたもののすべてではない") \
	X("the end of a transaction fails its checksum (block {0#} of the journal, transaction {1#}): what is shown is not all that was committed", \
	  "トランザクションの終端のチェックサムが一致しない（ジャーナルのブロック{0}、トランザクション{1}）。示した内容は、コミットされたもののすべてではない") \
	X("the checksum of the journal's superblock does not hold", \
	  "ジャーナルのスーパーブロックのチェックサムが一致しない") \
	X("the journal has {0#} blocks and its file only {1#}", \
	  "ジャーナルは{0}ブロックとされているが、そのファイルは{1}ブロックしかない") \
	X("the journal's inode cannot be read: its map in the superblock stands in", \
	  "ジャーナルのinodeを読み取ることができない。スーパーブロックにある配置情報を代わりに用いた") \
	X("the journal's inode is not that of a file, or fails its checksum", \
	  "ジャーナルのinodeがファイルのものではないか、チェックサムが一致しない") \
	X("the journal's inode: {0~}", \
	  "ジャーナルのinode：{0}") \
	X("the journal is pending, and the superblock says that it is not: it was not replayed", \
	  "ジャーナルに未反映の内容があるが、スーパーブロックではないとされている。再生していない") \
	X("the superblock cannot be: its copy in group 1 stands in for it", \
	  "スーパーブロックがあり得ない値である。グループ1の複製を代わりに用いた") \
	X("the superblock fails its checksum and is not laid out as its copy: its copy in group 1 stands in for it", \
	  "スーパーブロックのチェックサムが一致せず、複製とも配置が異なる。グループ1の複製を代わりに用いた") \
	X("the superblock's revision cannot be", \
	  "スーパーブロックの改訂番号があり得ない値である") \
	X("the superblock's number of inodes is not that of its groups", \
	  "スーパーブロックのinodeの数が、グループの合計と合わない") \
	X("the superblock names features that are not known here: what depends on them may be read wrongly", \
	  "スーパーブロックに対応していない機能がある。それに依存する内容は、誤って読み取った可能性がある") \
	X("the descriptor of group {0#} is not as its copy: its copy stands in for it", \
	  "グループ{0}の記述子が複製と異なる。複製を代わりに用いた") \
	X("the descriptor of group {0#} cannot be: its copy stands in for it", \
	  "グループ{0}の記述子があり得ない値である。複製を代わりに用いた") \
	X("the descriptor of group {0#} cannot be, and no copy stands in for it", \
	  "グループ{0}の記述子があり得ない値であり、代わりとなる複製もない") \
	X("the descriptor of group {0#} fails its checksum; it was read all the same", \
	  "グループ{0}の記述子のチェックサムが一致しない。そのまま読み取った") \
	X("{0#} inodes in use are named by no directory (the first is {1#}): names were lost", \
	  "使用中のinodeのうち{0}件は、どのディレクトリにも名称がない（最初は{1}）。名称が失われている") \
	X("{0#} files have more or fewer names than their inodes count (the first is {1#}): names were lost or changed", \
	  "ファイル{0}件の名称の数が、inodeの計数と合わない（最初は{1}）。名称が失われたか、変わっている") \
	X("{0#} inodes with names are marked as free (the first is {1#})", \
	  "名称のあるinodeのうち{0}件が、未使用とされている（最初は{1}）") \
	X("{0#} inodes with names are in no tree of inodes", \
	  "名称のあるinodeのうち{0}件が、inodeの木構造にない") \
	X("block {0#} belongs to inodes {1#} and {2#}", \
	  "ブロック{0}が、inode {1}と{2}の両方に属している") \
	X("block {0#} belongs to the file system itself and to inode {1#}", \
	  "ブロック{0}が、ファイルシステム自身とinode {1}の両方に属している") \
	X("block {0#} is in use and marked as free: the maps of free space cannot be relied on", \
	  "ブロック{0}は使用中であるが、未使用とされている。空き領域の管理情報は信頼できない") \
	X("block {0#} is in use by inode {1#} and marked as free", \
	  "ブロック{0}はinode {1}が使用しているが、未使用とされている") \
	X("where inode {0#} would lie is number {1#}", \
	  "inode {0}の位置に、番号{1}のinodeがある") \
	X("where inode {0#} would lie is one of another file system", \
	  "inode {0}の位置に、別のファイルシステムのinodeがある") \
	X("a directory kept inside its inode is not as long as its size", \
	  "inode内のディレクトリの長さが、サイズと合わない") \
	X("it has another number of extents than it says", \
	  "エクステントの数が、自身の計数と合わない") \
	X("it has another number of blocks than it says", \
	  "ブロックの数が、自身の計数と合わない") \
	X("a block of its extent tree fails its checksum", \
	  "エクステントの木ブロックのチェックサムが一致しない") \
	X("a block of its extent tree is another inode's", \
	  "エクステントの木ブロックが、別のinodeのものである") \
	X("inode {0#}: {1~}", \
	  "inode {0}：{1}") \
	X("a block of directory {0#} says that it is another's", \
	  "ディレクトリ{0}のブロックが、別のもののブロックと称している") \
	X("the names of directory {0#} are not those of its index", \
	  "ディレクトリ{0}の名称が、その索引と合わない") \
	X("the tree of inodes of group {0#} cannot be read as a whole", \
	  "グループ{0}のinodeの木構造の全体を読み取ることができない") \
	X("the trees of free space cannot be read as a whole", \
	  "空き領域の木構造の全体を読み取ることができない") \
	X("the header of group {0#} says that it is another's", \
	  "グループ{0}のヘッダーが、別のものと称している") \
	X("the superblock is not as its copy in group 1 (byte {0#})", \
	  "スーパーブロックがグループ1の複製と異なる（バイト位置{0}）") \
	X("the names of directory {0#} of tree {1#} differ between the places where they stand", \
	  "木構造{1}のディレクトリ{0}の名称が、記録箇所の間で一致しない") \
	X("the superblock at byte {0#} cannot be: that at {1#} stands in for it", \
	  "バイト位置{0}のスーパーブロックがあり得ない値である。位置{1}のものを代わりに用いた") \
	X("the superblocks at bytes {0#} and {1#} tell different layouts", \
	  "バイト位置{0}と{1}のスーパーブロックの配置が異なる") \
	X("tree {0#} cannot be read as a whole: {1~}", \
	  "木構造{0}の全体を読み取ることができない：{1}") \
	X("tree {0#} cannot be read: {1~}", \
	  "木構造{0}を読み取ることができない：{1}") \
	X("a protective MBR, and neither copy of the GPT it stands for: file systems are looked for on the whole disk", \
	  "GPTの保護用MBRだけがあり、GPTはいずれの複製もない。ディスク全体でファイルシステムを探した") \
	X("named, and not to be had: the file system is damaged where its bytes would stand", \
	  "言及されているが、得ることができない。そのデータがあるはずの箇所でファイルシステムが破損している") \
	X("a block of a directory is none", \
	  "ディレクトリのブロックが、その形式ではない") \
	X("a directory's block has more hashes than room", \
	  "ディレクトリのブロックのハッシュ値が、領域を超える") \
	X("a directory's entries break at byte {0#} of a block", \
	  "ディレクトリの項目がブロック内のバイト位置{0}で途切れている") \
	X("a directory's entries break inside its inode", \
	  "ディレクトリの項目がinode内で途切れている") \
	X("a directory block has a hole", \
	  "ディレクトリのブロックに未割当の部分がある") \
	X("the checksum of a directory's block does not hold", \
	  "ディレクトリのブロックのチェックサムが一致しない") \
	X("the checksum of group {0#}'s header does not hold", \
	  "グループ{0}のヘッダーのチェックサムが一致しない") \
	X("inode {0#} cannot be: it would lie outside", \
	  "inode {0}はあり得ない。位置が範囲外となる") \
	X("there is no inode where {0#} would lie", \
	  "inode {0}の位置にinodeがない") \
	X("the log lies on another device and is not read", \
	  "ログは別の装置にあり、読み取っていない") \
	X("the log cannot be where the superblock says: it is not read", \
	  "スーパーブロックが示すログの位置があり得ない値である。ログは読み取っていない") \
	X("its extents overlap", \
	  "エクステントが重複している") \
	X("a block of its extent tree is none", \
	  "エクステントの木ブロックが、その形式ではない") \
	X("a block of its extent tree lies outside", \
	  "エクステントの木ブロックが範囲外にある") \
	X("a block of its extent tree could not be read", \
	  "エクステントの木ブロックを読み取ることができなかった") \
	X("more extents than its inode has room for", \
	  "エクステントの数がinodeの領域を超える") \
	X("its data are kept in a way that is not known", \
	  "データの保持形式に対応していない") \
	X("the root of its extent tree cannot be", \
	  "エクステントの木の根があり得ない値である") \
	X("its bytes lie on the realtime device, which is not read", \
	  "データはリアルタイム装置にあり、読み取っていない") \
	X("the log breaks after {0#} of its active records: a mount would stop there too", \
	  "ログは有効な記録{0}件の後で途切れている。マウントもここで停止する") \
	X("the log changes more blocks than the limit of {0#} MiB: what is read may be older than a mount would show", \
	  "ログが変更するブロックが上限{0} MiBを超える。読み取った内容は、マウントで示されるものより古い可能性がある") \
	X("its version is neither 4 nor 5", \
	  "版が4でも5でもない") \
	X("its block or sector size cannot be", \
	  "ブロック又はセクターのサイズがあり得ない値である") \
	X("its groups cannot be", \
	  "グループの値があり得ない") \
	X("its directory block size cannot be", \
	  "ディレクトリのブロックのサイズがあり得ない値である") \
	X("no XFS superblock at byte {0#}", \
	  "バイト位置{0}にXFSのスーパーブロックがない") \
	X("an XFS superblock at byte {0#}, but {1~}", \
	  "バイト位置{0}にXFSのスーパーブロックがあるが、{1}") \
	X("features not known here (incompat {0_}): what is read may not be what the kernel reads", \
	  "対応していない機能（incompat {0}）がある。読み取った内容は、カーネルが読み取るものと異なる可能性がある") \
	X("its path does not end in a digest", \
	  "パスの末尾がダイジェストではない") \
	X("no dead map of the file system gives these bytes any more", \
	  "ファイルシステムの削除済みの配置情報から、このデータを得ることができない") \
	X("the newest root cannot be read: what is shown is as of generation {0#}, not {1#}", \
	  "最新の根を読み取ることができない。示した内容は、世代{1}ではなく世代{0}の時点のものである") \
	X("this build has no libtsk, which reads it", \
	  "読み取りに必要なlibtskを組み込まずに作成された版である") \
	X("{0_} was not unmounted; its journal was replayed in memory", \
	  "{0}はアンマウントされていない。ジャーナルをメモリ上で再生した") \
	X("the journal cannot be found: {0~}", \
	  "ジャーナルの所在が判明しない：{0}") \
	X("the journal cannot be found: ", \
	  "ジャーナルの所在が判明しない") \
	X("the journal's superblock cannot be read", \
	  "ジャーナルのスーパーブロックを読み取ることができない") \
	X("the journal lies on another device and is not read", \
	  "ジャーナルは別の装置にあり、読み取っていない") \
	X("the two trees of free space of group {0#} differ", \
	  "グループ{0}の空き領域の2つのツリーが互いに一致しない") \
	X("the counts of free space of group {0#} are not those of its trees", \
	  "グループ{0}の空き領域の数が、そのツリーの内容と一致しない") \
	X("the two trees of inodes of group {0#} differ", \
	  "グループ{0}のinodeの2つのツリーが互いに一致しない") \
	X("the counts of inodes of group {0#} are not those of its trees", \
	  "グループ{0}のinodeの数が、そのツリーの内容と一致しない") \
	X("the chunks and the extents of the device differ", \
	  "チャンクと装置のエクステントが互いに一致しない") \
	X("more blocks than the limit of {0#}", \
	  "ブロックの数が上限{0}を超える") \
	X("the file system has {0#} blocks, the media holds {1#} of them", \
	  "ファイルシステムは{0}ブロックであるが、媒体にはそのうち{1}ブロックしかない") \
	X("the superblock's checksum does not hold", \
	  "スーパーブロックのチェックサムが一致しない") \
	X("no ext superblock at byte {0#}", \
	  "バイト位置{0}にextのスーパーブロックがない") \
	X("an ext superblock at byte {0#}, but {1~}", \
	  "バイト位置{0}にextのスーパーブロックがあるが、{1}") \
	X("its block size cannot be", \
	  "ブロックのサイズがあり得ない値である") \
	X("its cluster size cannot be", \
	  "クラスターのサイズがあり得ない値である") \
	X("its inode size cannot be", \
	  "inodeのサイズがあり得ない値である") \
	X("its group size cannot be", \
	  "グループのサイズがあり得ない値である") \
	X("its number of inodes cannot be", \
	  "inodeの数があり得ない値である") \
	X("the size of its group descriptors cannot be", \
	  "グループ記述子のサイズがあり得ない値である") \
	X("its number of blocks cannot be", \
	  "ブロックの数があり得ない値である") \
	X("block {0#} lies beyond the end of the file system", \
	  "ブロック{0}はファイルシステムの終端を超える") \
	X("block {0#} could not be read", \
	  "ブロック{0}を読み取ることができなかった") \
	X("the checksum of inode {0#} does not hold", \
	  "inode {0}のチェックサムが一致しない") \
	X("longer than a link can be", \
	  "リンクの長さの上限を超える") \
	X("it is encrypted", \
	  "暗号化されている") \
	X("a directory's records break at byte {0#} of a block", \
	  "ディレクトリの記録がブロック内のバイト位置{0}で途切れている") \
	X("more names than the limit of {0#}", \
	  "名称の数が上限{0}を超える") \
	X("a name that cannot be was left out", \
	  "あり得ない名称を対象外とした") \
	X("inode {0#} is no directory", \
	  "inode {0}はディレクトリではない") \
	X("inode {0#} cannot be: the last is {1#}", \
	  "inode {0}はあり得ない。最後は{1}である") \
	X("{0~} (block {1#})", \
	  "{0}（ブロック{1}）") \
	X("the file is in more pieces than the limit", \
	  "ファイルの断片数が上限を超える") \
	X("an extent cannot be", \
	  "エクステントの値があり得ない") \
	X("an extent node cannot be", \
	  "エクステントの節の値があり得ない") \
	X("an extent node lies outside", \
	  "エクステントの節が範囲外にある") \
	X("an extent node could not be read", \
	  "エクステントの節を読み取ることができなかった") \
	X("a block pointer cannot be", \
	  "ブロックポインターの値があり得ない") \
	X("a block of pointers could not be read", \
	  "ポインターのブロックを読み取ることができなかった") \
	X("its bytes kept inside the inode are not whole", \
	  "inode内に保存されたデータが完全ではない") \
	X("it is encrypted (fscrypt): its bytes cannot be read without the key", \
	  "暗号化されており（fscrypt）、鍵がなければデータを読み取ることができない") \
	X("group {0#} lies beyond the last", \
	  "グループ{0}は最後のグループを超える") \
	X("group {0#}: its inode table would lie at block {1#}", \
	  "グループ{0}：inode表の位置がブロック{1}となる") \
	X("its bytes cannot be read as a stream", \
	  "データを連続して読み取ることができない") \
	X("byte {0#} of it lies in a part of the volume that is not here", \
	  "そのバイト位置{0}は、ボリュームのうちここにない部分にある") \
	X("byte {0#} on lies at {1#} of the image, which could not be read", \
	  "バイト位置{0}以降はイメージのバイト位置{1}にあり、読み取ることができなかった") \
	X("the place given for it on the image cannot be", \
	  "イメージ上の位置があり得ない値である") \
	X("more of it is holes than the limit: not read", \
	  "未割当の部分が上限を超えるため、読み取っていない") \
	X("nested deeper than the limit; all below was left out", \
	  "入れ子が上限より深い。配下は対象外とした") \
	X("a path longer than the limit; all below was left out", \
	  "パスが上限より長い。配下は対象外とした") \
	X("a directory that was met before; not entered again", \
	  "既にたどったディレクトリであり、再度はたどっていない") \
	X("more entries than an image of this size can hold: directories share their blocks; the rest was left out", \
	  "項目の数が、このサイズのイメージに収まる数を超える。ディレクトリがブロックを共有している。残りは対象外とした") \
	X("its directory holds this name twice", \
	  "同じディレクトリに同一の名称が重複している") \
	X("more bytes in files than an image of this size can hold, many times over", \
	  "ファイルのバイト数の合計が、このサイズのイメージに収まる量を大幅に超える") \
	X("{0#} bytes of the image were not read by its acquirer", \
	  "イメージのうち{0}バイトは、取得の際に読み取られていない") \
	X("stored MD5 {0_}, of the bytes read {1~}", \
	  "保存されたMD5は{0}、読み取ったデータのものは{1}") \
	X("stored MD5 {0_}, of the bytes read {1_}", \
	  "保存されたMD5は{0}、読み取ったデータのものは{1}である") \
	X("stored SHA-1 {0_}, of the bytes read {1~}", \
	  "保存されたSHA-1は{0}、読み取ったデータのものは{1}") \
	X("stored SHA-1 {0_}, of the bytes read {1_}", \
	  "保存されたSHA-1は{0}、読み取ったデータのものは{1}である") \
	X("the same", \
	  "同一である") \
	X("the file is {0#} bytes long and nearly all holes: its own digest was not computed", \
	  "ファイルは{0}バイトであり、ほぼ全体が未割当である。ファイル自体のダイジェストは算出していない") \
	X("it begins at byte {0#}, beyond the end (byte {1#}): the image is cut off or the table is wrong", \
	  "開始のバイト位置{0}が終端（バイト位置{1}）を超える。イメージが途切れているか、区画表が誤っている") \
	X("it is {0#} bytes by its table, of which the last {1#} lie beyond the end: the image is cut off or the table is wrong", \
	  "区画表では{0}バイトであるが、末尾の{1}バイトが終端を超える。イメージが途切れているか、区画表が誤っている") \
	X("there are more volumes than the {0#} that are listed", \
	  "ボリュームの数が、一覧に掲げた{0}件を超える") \
	X("it says it has {0#} bytes, {1#} are there", \
	  "{0}バイトと記録されているが、{1}バイトしかない") \
	X("found by a backup superblock: the primary one is gone", \
	  "予備のスーパーブロックにより発見した。主スーパーブロックは失われている") \
	X("file systems were not looked for from byte {0#}", \
	  "バイト位置{0}以降では、ファイルシステムを探索していない") \
	X("the primary superblock is gone; a backup stands at byte {0#}", \
	  "主スーパーブロックは失われているが、予備がバイト位置{0}にある") \
	X("what may be in it is not looked at: it lies {0#} deep", \
	  "{0}段の深さにあるため、その中は調べていない") \
	X("the entry says sectors {0#} to {1#}, which is no range", \
	  "項目が示すセクター{0}から{1}は、範囲として成り立たない") \
	X("there is no backup copy where it should be", \
	  "予備の区画表が、あるべき位置にない") \
	X("the backup copy does not fit its checksums", \
	  "予備の区画表のチェックサムが一致しない") \
	X("the backup copy has other entries", \
	  "予備の区画表の項目が異なる") \
	X("the primary copy does not fit its checksums: the backup copy is used", \
	  "主区画表のチェックサムが一致しないため、予備を用いた") \
	X("the primary copy is gone: the backup copy is used", \
	  "主区画表が失われているため、予備を用いた") \
	X("no copy fits its checksums: entries may be wrong", \
	  "いずれの区画表もチェックサムが一致しない。項目が誤っている可能性がある") \
	X("its chain breaks: no boot record at byte {0#}", \
	  "拡張区画の連鎖が途切れている。バイト位置{0}にブートレコードがない") \
	X("its chain comes back to itself at byte {0#}", \
	  "拡張区画の連鎖が、バイト位置{0}で元に戻っている") \
	X("its chain leads out of it at byte {0#}", \
	  "拡張区画の連鎖が、バイト位置{0}で範囲外を指している") \
	X("its chain has more records than are followed at byte {0#}", \
	  "拡張区画の連鎖の記録が多く、バイト位置{0}でたどることを打ち切った") \
	X("it is striped over several physical volumes, which is not put together here; the gaps that hold its stripes are read as they lie", \
	  "複数の物理ボリュームにストライプ化されており、組み立てていない。該当する空き領域は、そのままの並びで読み取る") \
	X("it is a thin volume; its blocks lie in the pool's data volume (_tdata), in an order that is not read here", \
	  "シンボリュームであり、そのブロックはプールのデータボリューム（_tdata）にある。並びは解釈していない") \
	X("it is a thin pool; its data volume (_tdata) is listed and read as it lies", \
	  "シンプールであり、そのデータボリューム（_tdata）を一覧に掲げ、そのままの並びで読み取る") \
	X("it is a RAID or mirror; its parts (_rimage, _mimage) are listed, and each of a mirror is whole", \
	  "RAID又はミラーであり、その構成要素（_rimage、_mimage）を一覧に掲げた。ミラーでは、それぞれが全体である") \
	X("it is cached; its origin (_corig, _wcorig) is listed, without what the cache had not yet written", \
	  "キャッシュ付きのボリュームであり、元のボリューム（_corig、_wcorig）を一覧に掲げた。キャッシュから書き込まれていない内容は含まない") \
	X("it is a snapshot; the volume that keeps what differs is listed", \
	  "スナップショットであり、差分を保持するボリュームを一覧に掲げた") \
	X("its type is not put together here", \
	  "この種別は組み立てていない") \
	X("its numbers cannot be", \
	  "数値があり得ない値である") \
	X("its segments do not join", \
	  "セグメントがつながらない") \
	X("it has no segments", \
	  "セグメントがない") \
	X("by an older copy of the metadata (seqno {0#})", \
	  "古い管理情報（seqno {0}）による") \
	X("{0#} of its bytes lie on physical volumes that are not on this image: unread", \
	  "{0}バイトは、このイメージにない物理ボリュームにあり、読み取っていない") \
	X("not all former volumes were looked for", \
	  "過去のボリュームのすべてを探索したものではない") \
	X("it belongs to no volume group that the newest metadata describe", \
	  "最新の管理情報に記載されたいずれのボリュームグループにも属さない") \
	X("the header of the metadata does not fit its checksum", \
	  "管理情報のヘッダーのチェックサムが一致しない") \
	X("the metadata area is too large to be looked at as a whole", \
	  "管理情報の領域が大きく、全体を調べていない") \
	X("the newest metadata does not fit its checksum", \
	  "最新の管理情報のチェックサムが一致しない") \
	X("not all older copies of the metadata were looked at", \
	  "古い管理情報のすべてを調べたものではない") \
	X("its label does not fit its checksum", \
	  "ラベルのチェックサムが一致しない") \
	X("member of a Linux software RAID; assemble the array and give its device", \
	  "LinuxソフトウェアRAIDの構成要素である。アレイを組み立て、その装置を調査対象とする") \
	X("member of a Linux software RAID of level 1 with {0#} disks: each has all data, and this one's are read", \
	  "ディスク{0}台のLinuxソフトウェアRAID（レベル1）の構成要素である。それぞれが全データを持つため、これを読み取った") \
	X("member of a Linux software RAID of level {0} with {1#} disks; assemble the array and give its device", \
	  "ディスク{1}台のLinuxソフトウェアRAID（レベル{0}）の構成要素である。アレイを組み立て、その装置を調査対象とする") \
	X("encrypted (LUKS); open it with its key (cryptsetup open --readonly) and give an image of the opened device", \
	  "暗号化（LUKS）。鍵により開き（cryptsetup open --readonly）、開いた装置のイメージを調査対象とする") \
	X("qcow2: version {0#}, clusters of {1#} bytes, compression {2}", \
	  "qcow2：版{0}、クラスター{1}バイト、圧縮方式{2}") \
	X("dirty: it was not closed: reference counts may be behind", \
	  "dirty：閉じられていない。参照数が古い可能性がある") \
	X("corrupt: QEMU has marked it as damaged", \
	  "corrupt：QEMUが破損の印を付している") \
	X("backing_file: {0}", \
	  "backing_file：{0}") \
	X("{0#} bytes in {1#} places could not be read when they were asked for, the first at byte {2#}; they are not taken for zeros", \
	  "求めた際に{1}か所の{0}バイトを読み取れなかった（最初はバイト位置{2}）。これらを0とはみなさない") \
	X("parent: \"{0}\": {1~}; what only it has is unread: it is needed in this folder, or one image of the chain made by qemu-img convert", \
	  "parent：「{0}」：{1}。これのみにある内容は読み取っていない。同じフォルダーに置くか、qemu-img convertにより連鎖全体を一つのイメージとする必要がある") \
	X("No such file or directory", \
	  "そのようなファイルはない") \
	X("Permission denied", \
	  "権限がない") \
	X("no plain name beside this file", \
	  "このファイルの傍らの単純な名称ではない") \
	X("a symbolic link, which is not followed", \
	  "シンボリックリンクであり、たどらない") \
	X("no regular file", \
	  "通常ファイルではない") \
	X("no name is stated", \
	  "名称が示されていない") \
	X("a part of this chain already", \
	  "既にこの連鎖に含まれている") \
	X("one more than the {0#} images of a chain that are read", \
	  "連鎖として読み取る{0}件のイメージを超えている") \
	X("not a disk of the same format", \
	  "同じ形式のディスクではない") \
	X("not the disk it was made from (that is {0}, this {1})", \
	  "作成の基となったディスクではない（基は{0}、これは{1}）") \
	X("an EWF image, which is no parent", \
	  "EWFイメージであり、親とはならない") \
	X("parent: \"{0}\" beside it was read for what this file lacks; no identity is kept that it could be checked by", \
	  "parent：このファイルにない内容は、傍らの「{0}」から読み取った。照合することのできる識別情報は記録されていない") \
	X("parent: \"{0}\" beside it was read for what this file lacks; its identity is the one stated", \
	  "parent：このファイルにない内容は、傍らの「{0}」から読み取った。その識別情報は、示されたものと一致する") \
	X("parent_keeps: {0#} bytes that the disk of \"{1}\" no longer uses were not looked at: examine it by itself", \
	  "parent_keeps：「{1}」のディスクが使用しなくなった{0}バイトは調べていない。これを単独で調査する") \
	X("file {0#}: {1}, {2#} bytes, {3_}", \
	  "ファイル{0}：{1}、{2}バイト、{3}") \
	X("tables: {0#} entries point beyond the end of the file or between clusters; what they describe is unread", \
	  "tables：{0}件の項目がファイルの終端より後又はクラスターの途中を指している。それらが示す内容は読み取っていない") \
	X("tables: {0#} clusters are named twice, or hold tables too; they are unread", \
	  "tables：{0}個のクラスターが二重に参照されているか、表も含んでいる。これらは読み取っていない") \
	X("refcounts: {0#} clusters are in use more often than they are counted", \
	  "refcounts：{0}個のクラスターの使用数が、記録された参照数より多い") \
	X("refcounts: {0#} clusters are counted more often than they are in use, which costs nothing but space", \
	  "refcounts：{0}個のクラスターの参照数が、実際の使用数より多い。容量以外に影響はない") \
	X("refcounts: too many clusters or snapshots to compare them with their uses", \
	  "refcounts：クラスター又はスナップショットが多すぎるため、参照数と使用とを照合していない") \
	X("footer: its checksum fails, and no copy is sound", \
	  "footer：チェックサムに合わず、健全な写しもない") \
	X("footer: it is missing or damaged at the end of the file; the copy at the start is used", \
	  "footer：ファイルの終端のものが失われているか破損している。先頭の写しを用いた") \
	X("footer: its copy at the start of the file is missing or damaged", \
	  "footer：ファイルの先頭の写しが失われているか破損している") \
	X("footer: it and its copy at the start of the file say different things", \
	  "footer：これと先頭の写しとが異なる内容を示している") \
	X("header: its checksum fails", \
	  "header：チェックサムに合わない") \
	X("header: of its two headers only number {0#} is sound", \
	  "header：二つのヘッダーのうち、健全なのは{0}番のみである") \
	X("log: it was not closed, and its log was not written back: its tables may be behind", \
	  "log：閉じられておらず、ログが書き戻されていない。表の内容が古い可能性がある") \
	X("regions: of its two region tables only number {0#} is sound", \
	  "regions：二つの領域表のうち、健全なのは{0}番のみである") \
	X("regions: its two region tables say different things; the first is used", \
	  "regions：二つの領域表が異なる内容を示している。第一のものを用いた") \
	X("blocks: of {0#} entries {1#} point outside the data, {2#} at what others have too: these blocks are unread; within {3#} the file ends", \
	  "blocks：{0}件の項目のうち、{1}件がデータの外を、{2}件が他の項目と同じ場所を指しており、これらのブロックは読み取っていない。{3}件ではブロックの途中でファイルが終わる") \
	X("blocks: of {0#} entries {1#} point outside the data, {2#} at what others have too, {3#} are in no known state: these blocks are unread", \
	  "blocks：{0}件の項目のうち、{1}件がデータの外を、{2}件が他の項目と同じ場所を指し、{3}件は未知の状態である。これらのブロックは読み取っていない") \
	X("blocks: their table is too short: from byte {0#} on the disk is unread", \
	  "blocks：表が短すぎるため、ディスクのバイト位置{0}以降は読み取っていない") \
	X("blocks: their table has {0#} of {1#} entries; what the others describe is unread", \
	  "blocks：表には{1}件のうち{0}件の項目しかない。他の項目が示す内容は読み取っていない") \
	X("size: the file has {0#} of the disk's {1#} bytes", \
	  "size：ファイルには、ディスクの{1}バイトのうち{0}バイトしかない") \
	X("format: VHD, {0}", \
	  "format：VHD（{0}）") \
	X("format: VHDX, {0}", \
	  "format：VHDX（{0}）") \
	X("dirty: {0} was not closed", \
	  "dirty：{0}は閉じられていない") \
	X("line_ends: {0} was carried as text: the bytes of its line ends were changed", \
	  "line_ends：{0}はテキストとして転送され、改行のバイトが変えられている") \
	X("extent: \"{0}\", which must lie beside this file: {1~}; its part of the disk is unread", \
	  "extent：このファイルの傍らにあるべき「{0}」：{1}。ディスクのその部分は読み取っていない") \
	X("extent: \"{0}\" has no header of a sparse extent, or a damaged one; its part of the disk is unread", \
	  "extent：「{0}」にスパースエクステントのヘッダーがないか、破損している。ディスクのその部分は読み取っていない") \
	X("grain_tables: {0}: {1#} of {2#} tables or their copies cannot be read", \
	  "grain_tables：{0}：{2}件の表又はその写しのうち{1}件を読み取れない") \
	X("grain_tables: {0}: {1#} entries and their copies differ; the one that can be so is used", \
	  "grain_tables：{0}：{1}件の項目とその写しが異なる。あり得る方を用いた") \
	X("grain_tables: {0}: of {1#} grains no table says where they lie, or its copy says otherwise; they are unread", \
	  "grain_tables：{0}：{1}個のグレインの位置をいずれの表も示さないか、写しが異なる位置を示している。これらは読み取っていない") \
	X("grain_tables: {0}: {1#} entries name grains that others name too; they are unread", \
	  "grain_tables：{0}：{1}件の項目が、他の項目も指すグレインを指している。これらは読み取っていない") \
	X("grain_tables: {0}: too many grains to tell which of them are named twice", \
	  "grain_tables：{0}：グレインが多すぎるため、二重に参照されているものを判別していない") \
	X("l1_table: it is too short: from byte {0#} on the disk is unread", \
	  "l1_table：短すぎるため、ディスクのバイト位置{0}以降は読み取っていない") \
	X("snapshot: {0}, made {1_}: what only it names is shown after the disk", \
	  "snapshot：{0}（作成時刻{1}）。これのみが指す内容は、ディスクの終端の後に示す") \
	X("snapshots: their table is damaged", \
	  "snapshots：一覧表が破損している") \
	X("stale: not all that the disk no longer uses is shown", \
	  "stale：ディスクが使用しなくなった内容のすべてを示すものではない") \
	X("stale: the file has too many clusters to tell which of them the disk no longer uses", \
	  "stale：クラスターが多く、ディスクが使用しなくなったものを判定していない") \
	X("error_range: {0#} bytes at byte {1#} could not be read when the image was made", \
	  "error_range：イメージの取得の際、バイト位置{1}から{0}バイトを読み取ることができなかった") \
	X("missing_segments: from byte {0#} on nothing can be read: segment files are missing or damaged", \
	  "missing_segments：バイト位置{0}以降を読み取ることができない。セグメントファイルの不足又は破損による") \
	X("missing_part: {0} ({1}): its {2#} bytes, as many as the first part has, are unread", \
	  "missing_part：{0}（{1}）。最初の分割ファイルと同じ{2}バイトを読み取っていない") \
	X("notes: there are more statements than are kept", \
	  "notes：記載が多く、すべては保持していない") \
	X("case_number: {0}", \
	  "事件番号（case_number）：{0}") \
	X("description: {0}", \
	  "説明（description）：{0}") \
	X("examiner_name: {0}", \
	  "担当者（examiner_name）：{0}") \
	X("evidence_number: {0}", \
	  "証拠番号（evidence_number）：{0}") \
	X("acquiry_date: {0}", \
	  "取得日時（acquiry_date）：{0}") \
	X("system_date: {0}", \
	  "システムの日時（system_date）：{0}") \
	X("acquiry_operating_system: {0}", \
	  "取得時のOS（acquiry_operating_system）：{0}") \
	X("acquiry_software: {0}", \
	  "取得ソフトウェア（acquiry_software）：{0}") \
	X("acquiry_software_version: {0}", \
	  "取得ソフトウェアの版（acquiry_software_version）：{0}") \
	X("model: {0}", \
	  "型式（model）：{0}") \
	X("serial_number: {0}", \
	  "製造番号（serial_number）：{0}") \
	X("device_label: {0}", \
	  "装置の名称（device_label）：{0}") \
	X("process_identifier: {0}", \
	  "プロセス識別子（process_identifier）：{0}") \
	X("unknown_dc: {0}", \
	  "unknown_dc：{0}") \
	X("notes: {0}", \
	  "備考（notes）：{0}") \
	X("map_file: {0}", \
	  "map_file：{0}") \
	X("segments: {0#}", \
	  "segments：{0}") \
	X("extents: {0#}", \
	  "extents：{0}") \
	X("format: {0}", \
	  "format：{0}") \
	X("the image cannot be read again: {0}", \
	  "イメージを再度読み取ることができない：{0}") \
	X("the scan had a scope: only what it names was looked for, and no other name was stored", \
	  "走査に調査範囲の指定がある。その範囲で参照されるもののみを探索し、それ以外の名称は保存していない") \
	X("overwritten: {0#} of its {1#} blocks now belong to living files, the first to {2}; {3#} bytes from its beginning are in free space still (map of inode {4#})", \
	  "上書き：{1}ブロックのうち{0}ブロックは、現存するファイルのものである（最初は{2}）。先頭から{3}バイトは残存している（inode {4}の配置情報による）") \
	X("overwritten: {0#} of its {1#} blocks now belong to living files, the first to {2}; {3#} bytes from its beginning are in free space still (map of inode {4#}); they list {5#} files of its archive, which no digest proves", \
	  "上書き：{1}ブロックのうち{0}ブロックは、現存するファイルのものである（最初は{2}）。先頭から{3}バイトは残存している（inode {4}の配置情報による）。その部分から、アーカイブ内の{5#}個のファイル名を列挙することができるが、ダイジェストによる証明はない") \
	X("discarded: {0#} of its {1#} blocks read as zeros (map of inode {2#})", \
	  "破棄（discard）：{1}ブロックのうち{0}ブロックがゼロである（inode {2}の配置情報による）") \
	X("the file system discards by default", \
	  "ファイルシステムの既定の設定が破棄（discard）である") \
	X("it discards by its default mount options", \
	  "既定のマウントオプションが破棄（discard）である") \
	X("changed: its {0#} blocks (map of inode {1#}) are free, but were written to since, or the map is not the last", \
	  "変化：{0}ブロック（inode {1}の配置情報による）は未割当であるが、その後に書き込まれたか、配置情報が最後のものではない") \
	X("no map of it was found in metadata, and what other deleted files had reads as zeros: free space was discarded", \
	  "管理情報に配置情報がなく、他の削除済みファイルがあった領域はゼロである。未割当領域は破棄（discard）されている") \
	X("no map of it was found in metadata; free space was not searched (sherd recover --effort all)", \
	  "管理情報に配置情報がない。未割当領域は探索していない（sherd recover --effort all）") \
	X("no map of it was found in metadata, and no piece of free space in one run holds it; fragments were not joined (sherd recover --effort all)", \
	  "管理情報に配置情報がなく、未割当領域に連続した形では存在しない。断片の結合は行っていない（sherd recover --effort all）") \
	X("no map of it was found in metadata; some streams in free space were given up when the budget of steps was spent", \
	  "管理情報に配置情報がない。未割当領域の一部のデータについては、試行回数の上限に達したため結合を打ち切った") \
	X("no map of it was found in metadata, and free space holds no run or joined fragments that hash to it", \
	  "管理情報に配置情報がなく、未割当領域の連続した部分及び結合した断片のうち、ハッシュ値が一致するものはない") \
	X("the image: 98 of 100 blocks that deleted files had, or more, are zeros or holes", \
	  "イメージ：削除されたファイルがあったブロックの98％以上が、ゼロ又は穴である") \
	X("{0_}: 98 of 100 blocks that deleted files had, or more, are zeros or holes", \
	  "{0}：削除されたファイルがあったブロックの98％以上が、ゼロ又は穴である") \
	X("self-consistent bytes from free space; nothing examined names their digest", \
	  "未割当領域から得た、それ自体で整合するデータである。調査した範囲に、そのダイジェストの記載はない") \
	X("deleted bytes of a directory or of the journal still name it: {0}", \
	  "ディレクトリ又はジャーナルの削除済みデータに、名称が残る：{0}") \
	X("transactions that have the name, and the first that has not", \
	  "その名前を含むトランザクションと、含まない最初のトランザクション") \
	X("time of death of the link's inode", \
	  "リンクのinodeの削除時刻") \
	X("time of death of its inode", \
	  "inodeの削除時刻") \
	X("commit time of the last transaction that shows it", \
	  "これを示す最後のトランザクションの確定時刻") \
	X("{0~}; {1~}", \
	  "{0}。{1}") \
	X("an escape that is none", \
	  "エスケープの形式ではない") \
	X("a string is not UTF-8", \
	  "文字列がUTF-8ではない") \
	X("a number that is none", \
	  "数値の形式ではない") \
	X("a number without decimals after its point", \
	  "小数点の後に数字がない") \
	X("a number without exponent digits", \
	  "指数の数字がない") \
	X("no value begins here", \
	  "値の始まりではない") \
	X("bytes follow the document", \
	  "文書の後にデータが続いている") \
	X("an object does not end", \
	  "オブジェクトが終わっていない") \
	X("an array does not end", \
	  "配列が終わっていない") \
	X("a comma or closing bracket is missing", \
	  "コンマ又は閉じ括弧がない") \
	X("a path longer than the limit: {0}", \
	  "パスが上限より長い：{0}") \
	X("replaced while it was read:{0}", \
	  "読み取り中に置き換えられた：{0}")

#endif
