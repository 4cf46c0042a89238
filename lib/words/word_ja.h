/*
 * words/word_ja.h - the words of the interface in Japanese: set, word, label, meaning. A word has one label
 * in every set it stands in; meanings differ.
 */
#ifndef WORDS_WORD_JA_H
#define WORDS_WORD_JA_H

#define WORDS_JA(X) \
	X(GRADE, "proven", "証明済み", "参照元・参照先の双方のデータについてハッシュ値を算出し、一致を確認した。") \
	X(GRADE, "stated", "記録あり", "現存するエントリ又は検証済みの文書が、そのように示している。") \
	X(GRADE, "recovered", "復元済み", "削除済みのデータが、そのように示している。") \
	X(GRADE, "inferred", "推定", "規則（規則名を根拠に示す。）により推定した。") \
	X(STATE, "intact", "正常", "データのハッシュ値が名称と一致する。") \
	X(STATE, "recovered", "復元済み", "正常なデータを、削除済み又は未割当の領域から得た。") \
	X(STATE, "truncated", "途中欠損", "申告されたサイズより短い。") \
	X(STATE, "corrupt", "破損", "データのハッシュ値が名称と異なる。") \
	X(STATE, "empty", "空", "ファイルが空（0バイト）である。名称は空のデータのダイジェストではない。") \
	X(STATE, "unread", "読取不能", "データは存在するが、全部を読み取ることができなかった。") \
	X(STATE, "foreign", "外部参照", "データはなく、記述子は所在が外部であると示している。") \
	X(STATE, "missing", "欠落", "名称は記録されているが、データがない。") \
	X(STANDING, "tagged", "タグあり", "現行のタグリンクが指しており、リビジョンリンクが存在する。") \
	X(STANDING, "untagged", "タグなし", "リビジョンリンクは存在するが、現行のタグは指していない。") \
	X(STANDING, "deleted", "削除済み", "リビジョンリンクはないが、リポジトリになお記録が残る。") \
	X(STANDING, "orphaned", "孤立", "データは保存されているが、現在のいずれのリポジトリも保持していない。") \
	X(STANDING, "vanished", "消失", "痕跡のみが残る。") \
	X(COMPLETENESS, "complete", "完全", "それ自体及び配下のすべてが正常又は復元済みである。") \
	X(COMPLETENESS, "partial", "一部欠落", "それ自体及び配下の一部が正常又は復元済みである。又は、配下にたどることのできない記述子がある。") \
	X(COMPLETENESS, "absent", "データなし", "いずれも得られていない。又は、それ自体のデータがなく、構成要素を示すものもない。") \
	X(COMPLETENESS, "unknown", "判定不能", "それ自体のデータは検証済みであるが、マニフェストとして読み取ることができなかった。") \
	X(ORIGIN, "stored", "保存データ", "調査対象に保存されていたデータである。") \
	X(ORIGIN, "recovered", "復元済み", "削除済み又は未割当の領域から得たデータである。") \
	X(ORIGIN, "resynthesised", "再構成", "新たに生成し、ダイジェストの一致により採用したデータである。") \
	X(ORIGIN, "recompressed", "再圧縮", "tar から圧縮し直し、ダイジェストの一致により採用したレイヤーである。") \
	X(ORIGIN, "none", "なし", "データがない。") \
	X(TAG, "current", "現行", "現行のリンクが、この対象を指している。") \
	X(TAG, "overwritten", "上書き済み", "タグが過去に指していた対象である。") \
	X(TAG, "deleted", "削除済み", "現在は当該タグが存在しない。") \
	X(TAG, "damaged", "リンク不良", "現行のリンクが不正であるか、空であるか、又は存在しない。") \
	X(REPO, "live", "稼働", "リビジョン又はタグを保持している。") \
	X(REPO, "emptied", "空となったもの", "エントリはあるが、リビジョンもタグもない。") \
	X(REPO, "named", "名称のみ", "記録に名称が現れるのみである。") \
	X(IMAGE_KIND, "image", "イメージ", "イメージ設定及びレイヤーからなる。") \
	X(IMAGE_KIND, "index", "イメージインデックス", "マニフェストの一覧である。") \
	X(IMAGE_KIND, "schema1", "schema 1", "Dockerのイメージマニフェスト（version 2 schema 1）である。") \
	X(IMAGE_KIND, "artifact", "アーティファクト", "コンテナイメージ以外のものである。") \
	X(IMAGE_KIND, "unknown", "不明", "データが不明であるか、解釈できない。") \
	X(BLOB_KIND, "manifest", "マニフェスト", "イメージのマニフェストである。") \
	X(BLOB_KIND, "index", "イメージインデックス", "イメージインデックス又はマニフェストリストである。") \
	X(BLOB_KIND, "config", "イメージ設定", "イメージ設定である。") \
	X(BLOB_KIND, "layer", "レイヤー", "レイヤーである。") \
	X(BLOB_KIND, "artifact", "アーティファクト", "イメージ以外のものの一部である。") \
	X(BLOB_KIND, "signature", "署名", "署名又は証明である。") \
	X(BLOB_KIND, "unknown", "不明", "種別を示すものがない。") \
	X(SEVERITY, "info", "情報", "把握しておくべき事項であり、問題はない。") \
	X(SEVERITY, "notice", "注意", "通常とは異なるが、通常の説明があり得る。") \
	X(SEVERITY, "warning", "警告", "証拠物が不正な形式であるか、矛盾を含む。") \
	X(SEVERITY, "error", "エラー", "証拠物が破損しているか、読み取ることができなかった。") \
	X(CUSTODY, "match", "一致", "算出したハッシュ値は、照合元の値と一致する。") \
	X(CUSTODY, "mismatch", "不一致", "算出したハッシュ値は、照合元の値と一致しない。") \
	X(CUSTODY, "no reference", "照合元なし", "照合元となるハッシュ値が提供されていない。") \
	X(CUSTODY, "intake", "受領時", "受領した時点の検証である。") \
	X(CUSTODY, "before-analysis", "解析前", "解析前の検証である。") \
	X(CUSTODY, "after-analysis", "解析後", "解析後の検証である。") \
	X(CUSTODY, "before-release", "引渡し前", "引渡し前の検証である。") \
	X(CUSTODY, "scheduled", "定期", "定期の検証である。") \
	X(CUSTODY, "acquirer", "取得者", "取得者が算出した値である。") \
	X(CUSTODY, "warrant", "令状", "令状による。") \
	X(CUSTODY, "court order", "裁判所の命令", "裁判所の命令による。") \
	X(CUSTODY, "contract", "契約", "契約による。") \
	X(CUSTODY, "consent", "同意", "権限を有する者の同意による。") \
	X(CUSTODY, "audit", "監査", "監査による。") \
	X(CUSTODY, "internal", "内部調査", "組織内の調査による。") \
	X(CUSTODY, "not recorded", "記録なし", "記録されていない。") \
	X(CUSTODY, "done", "完了", "最後まで行われた。") \
	X(CUSTODY, "failed", "失敗", "終了しなかった。") \
	X(CUSTODY, "interrupted", "中断", "中断された。") \
	X(DEPTH, "names", "名称のみ", "名称及びメタデータのみを調べた。") \
	X(DEPTH, "hash", "ハッシュ値まで", "すべてのファイルのハッシュ値を算出した。") \
	X(DEPTH, "full", "全項目", "ハッシュ値の算出、展開及び一覧化を行った。") \
	X(SOURCE, "dir", "ディレクトリ", "ディレクトリである。") \
	X(SOURCE, "tar", "アーカイブ", "tarアーカイブである。") \
	X(SOURCE, "memory", "メモリ", "試験用のデータである。") \
	X(SOURCE, "log", "ログ", "ログファイルである。") \
	X(EVENT, "image-created", "イメージ作成", "イメージ自体の記載による作成時刻である。") \
	X(EVENT, "push", "プッシュ", "マニフェストがリポジトリに登録された（レジストリ3.0以前では最後の登録）。") \
	X(EVENT, "push-by-digest", "ダイジェスト指定プッシュ", "リポジトリのいずれのタグも指さないリビジョンである。") \
	X(EVENT, "tag-set", "タグ設定", "タグがマニフェストに設定された（当該対象への最後の設定）。") \
	X(EVENT, "tags-removed", "タグ除去", "リポジトリのタグが除去された。名称は失われている。") \
	X(EVENT, "tag-dangling", "タグ参照切れ", "除去されたマニフェストをタグが指したまま残された。") \
	X(EVENT, "manifest-delete", "マニフェスト削除", "マニフェストがリポジトリから削除された。") \
	X(EVENT, "revision-removed", "リビジョン除去", "リビジョンがAPI以外の方法で除去された。") \
	X(EVENT, "repository-removed", "リポジトリ除去", "いずれのリポジトリも当該ブロブを指していない。又は、リポジトリの置かれるディレクトリが空である。") \
	X(EVENT, "blob-stored", "ブロブ保存", "ブロブの最後のバイトが書き込まれた。") \
	X(EVENT, "blob-linked", "ブロブリンク", "ブロブがリポジトリへアップロード又はマウントされた。") \
	X(EVENT, "blob-unlinked", "ブロブリンク除去", "ブロブへのリンクがリポジトリから除去された。") \
	X(EVENT, "blob-swept", "ブロブ除去", "ブロブのデータが除去された。") \
	X(EVENT, "sweep", "除去", "シャードディレクトリからブロブが最後に除去された。") \
	X(EVENT, "gc-run", "GC実行", "ガベージコレクションの実行である。") \
	X(EVENT, "generation", "レジストリの世代", "残存物がどの世代のレジストリの動作に合致するかを示す。") \
	X(EVENT, "ghost-push", "ゴーストプッシュ", "データが除去された後にリンクが書き込まれた。") \
	X(EVENT, "mount-only", "マウントのみ", "アップロードのないリポジトリであり、マウントにより登録された。") \
	X(EVENT, "push-unfinished", "未完了プッシュ", "ブロブは登録されたが、マニフェストは登録されなかった。") \
	X(EVENT, "upload-start", "アップロード開始", "アップロードのセッションが開始された。") \
	X(EVENT, "upload-data", "アップロード受信", "アップロードのセッションの最後のバイトを受信した。") \
	X(EVENT, "upload-cancel", "アップロード取消し", "アップロードのセッションが取り消された。") \
	X(EVENT, "upload-end", "アップロード終了", "リポジトリの最後のアップロードのセッションが終了した。") \
	X(EVENT, "upload-commit", "アップロード確定", "アップロードがブロブとなった。") \
	X(EVENT, "upload-abort", "アップロード中断", "アップロード中にクライアントが切断した。") \
	X(EVENT, "upload-rejected", "アップロード拒否", "ダイジェストを理由にアップロードが拒否された。") \
	X(EVENT, "upload-purge", "アップロード消去", "古いアップロードのセッションが消去された。") \
	X(EVENT, "pull", "プル", "マニフェスト又はブロブが要求され、提供された。") \
	X(EVENT, "mount", "マウント", "ブロブが他のリポジトリからマウントされた。") \
	X(EVENT, "tag-delete", "タグ削除", "タグがAPIにより削除された。") \
	X(EVENT, "blob-delete", "ブロブ削除", "ブロブへのリンクがAPIにより削除された。") \
	X(EVENT, "gc-mark", "GC保持判定", "ガベージコレクションが保持した。") \
	X(EVENT, "gc-eligible", "GC削除対象", "ガベージコレクションが削除対象と判定した。") \
	X(EVENT, "gc-delete", "GC削除", "ガベージコレクションが削除した。") \
	X(EVENT, "gc-summary", "GC集計", "ガベージコレクション自体の集計である。") \
	X(EVENT, "auth-failed", "認証失敗", "権限のない要求である。") \
	X(EVENT, "request-failed", "要求失敗", "拒否されたか、対象が存在しなかった要求である。") \
	X(EVENT, "server-start", "サーバー起動", "レジストリのプロセスが起動した。") \
	X(EVENT, "reference", "参照", "マニフェストが当該対象を列挙していることを通知が示す。") \
	X(EVENT, "mention", "言及", "テキスト又は他のストアに当該ダイジェストの記載がある。") \
	X(EVENT, "entry-removed", "項目削除の痕跡", "レジストリの項目が削除された。ファイルシステムの削除済みデータに、その名称が残る。") \
	X(EVENT, "container-started", "コンテナ起動", "当該イメージからコンテナが作成された。") \
	X(EVENT, "cache-fetch", "キャッシュ取得", "プルスルーキャッシュが上流から取得した。") \
	X(CHANGE, "appeared", "出現", "一方にのみ、新たに存在する。") \
	X(CHANGE, "vanished", "消失", "他方には存在しない。") \
	X(CHANGE, "moved", "指す先の変更", "タグの対象が異なる。") \
	X(CHANGE, "changed", "変更", "内容が異なる。") \
	X(CHANGE, "tag", "タグ", "タグの対象である。") \
	X(CHANGE, "revision", "リビジョン", "リポジトリがマニフェストを保持していることを示すエントリである。") \
	X(CHANGE, "layer-link", "レイヤーリンク", "リポジトリがブロブを保持していることを示すエントリである。") \
	X(CHANGE, "blob", "ブロブ", "保存されたデータである。")

#endif
