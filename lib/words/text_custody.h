/* words/text_custody.h - what report and form say of custody: id, English, Japanese. "{0}" is a name or number. */
#ifndef WORDS_TEXT_CUSTODY_H
#define WORDS_TEXT_CUSTODY_H

#define LANG_TEXTS_CUSTODY(X) \
	X(C_REQUEST, "Request and authority", "依頼事項及び調査範囲") \
	X(C_NO_CASE, \
	  "No request or authority was recorded in this case (<code>sherd custody CASE open</code>). Draft, not for submission.", \
	  "依頼事項及び権限・根拠は記録されていない（<code>sherd custody CASE open</code>）。草案（提出用ではない）。") \
	X(C_CASE_NO, "Case number", "事案番号") \
	X(C_CASE_NAME, "Case name", "事案名") \
	X(C_ORGANISATION, "Examining organisation", "解析実施組織") \
	X(C_REQUESTER, "Requester", "依頼者") \
	X(C_AUTHORITY, "Authority", "権限・根拠") \
	X(C_AUTHORITY_REF, "Reference of the authority", "権限・根拠の参照番号") \
	X(C_SCOPE, "Scope and questions put", "調査範囲及び質問事項") \
	X(C_LAB_REF, "Laboratory reference", "受付番号") \
	X(C_JURISDICTION, "Jurisdiction", "管轄") \
	X(C_MARK, "Classification", "取扱区分") \
	X(C_PRIOR, "Information received beforehand", "事前に受けた情報") \
	X(C_IN_CHARGE, "Examiner in charge", "解析責任者") \
	X(C_HEAD, "Head of the custody log", "連鎖の最終ハッシュ値") \
	X(C_ENTRIES, "{0} entries", "記録{0}件") \
	X(C_CLOSED, "closed by a checkpoint", "チェックポイントにより確定済み") \
	X(C_OPEN, "open", "未確定") \
	X(C_CUSTODY, "Custody", "証拠管理の経過") \
	X(C_CUSTODY_NOTE, \
	  "From the custody log, which is append-only and chained: changes can be detected. The head above, written down " \
	  "elsewhere, also shows entries cut off at the end.", \
	  "追記専用でハッシュ連鎖を有する証拠管理記録による。改ざんを検知できる。冒頭に示す連鎖の最終ハッシュ値を別途書き留めて" \
	  "おくことにより、末尾の記録の切捨ても検知できる。") \
	X(C_ITEMS, "Evidence items", "証拠物") \
	X(C_HASHES, "Hash values of items", "証拠物のハッシュ値") \
	X(C_HASHES_NOTE, \
	  "MD5 and SHA-1 values are shown for comparison with earlier records only; integrity is judged by SHA-256.", \
	  "MD5及びSHA-1は過去の記録との照合のために併記したものであり、完全性の判定はSHA-256による。") \
	X(C_VERIFICATIONS, "Verification of identity", "同一性の検証") \
	X(C_ACQUISITIONS, "Acquisition", "取得") \
	X(C_TRANSFERS, "Hand-over", "引渡し") \
	X(C_PARTIES, "Persons and organisations", "関係者") \
	X(C_CLOCKS, "Clock checks", "時刻の確認") \
	X(C_CORRECTIONS, "Corrections", "訂正履歴") \
	X(C_DISPOSITIONS, "Disposal or return", "処分/返却") \
	X(C_REMARKS, "Remarks on the custody record", "証拠管理記録についての指摘") \
	X(C_REMARKS_NONE, "The rules of the custody record found nothing to remark.", \
	  "証拠管理の規則に照らし、指摘すべき事項はない。") \
	X(R_NO_INTAKE, \
	  "Source {0} was examined without an intake entry: no reference hash value from the acquisition was supplied; " \
	  "identity with the original could not be verified.", \
	  "調査対象{0}には受領時の検証記録がない。取得時のハッシュ値の提供がなかったため、原本との同一性は検証できなかった。") \
	X(R_MISMATCH, \
	  "The hash values of {0} do not match; findings apply only to the data as received.", \
	  "{0}のハッシュ値が一致しなかった。以下の所見は、受領した時点のデータについてのみ当てはまる。") \
	X(R_NO_REFERENCE, "No reference hash value was supplied for {0}.", "{0}の取得時のハッシュ値は提供されなかった。") \
	X(R_NOT_AFTER, \
	  "Item {0} was not verified again after the analysis; it is not said here that it is the same as before.", \
	  "証拠番号{0}は解析後の再検証が行われていない。解析の前後で同一であるとは述べない。") \
	X(R_SAME_AFTER, "The hash values of item {0} computed before and after the examination are identical.", \
	  "証拠番号{0}について、解析前後に算出したハッシュ値は一致した。") \
	X(R_OPEN_TRANSFER, "Transfer {0} was released and not accepted.", "引渡し{0}は、引渡しの記録のみで受領の記録がない。") \
	X(R_NO_RELEASE, "Transfer {0} was accepted; its release is not in this log.", \
	  "引渡し{0}は、受領の記録のみで引渡しの記録が本記録にない。") \
	X(R_GAP, "Item {0}: who released it is not who received it last; there is a gap in custody.", \
	  "証拠番号{0}：引渡者が直前の受領者と異なり、保管の経過に空白がある。") \
	X(R_OVERLAP, "Item {0}: it was released before it was received; custody overlaps.", \
	  "証拠番号{0}：受領前に引き渡されており、保管の経過が重複する。") \
	X(R_AFTER_END, "Item {0} was handed over after its disposal or return.", "証拠番号{0}は、処分/返却の後に引き渡されている。") \
	X(R_DIED, "The action of entry {0} never ended: it was killed or died.", "記録{0}の作業は終了の記録がなく、中断したものである。") \
	X(R_CLOCK, "The clock of the examining host was set back before entry {0}.", "記録{0}の前に、解析用計算機の時計が戻された。") \
	X(C_NOTES, "Examiner's notes", "解析担当者の覚書") \
	X(C_NOTES_NOTE, "Written by people, apart from what the program found.", \
	  "解析担当者が記載したものであり、ツールによる所見とは区別する。") \
	X(C_OPINION, "Interpretation and opinion", "考察（意見）") \
	X(C_OPINION_NOTE, "This section states the examiner's opinion, as distinct from the facts found.", \
	  "本節は、確認された事実とは区別して、解析担当者の意見を述べるものである。") \
	X(C_OPINION_NONE, "No opinion was recorded (<code>sherd custody CASE note TEXT label=opinion</code>).", \
	  "意見は記録されていない（<code>sherd custody CASE note TEXT label=opinion</code>）。") \
	X(C_VALIDATION, "Validation of the tool", "ツールの妥当性確認") \
	X(C_VALIDATION_NONE, "No known-answer run of this program is in the custody log.", \
	  "本ツールの既知データによる妥当性確認は、証拠管理記録にない。") \
	X(C_ACTIONS, "Action log", "作業内容の記録") \
	X(C_OUTPUTS, "Files written", "出力ファイル") \
	X(C_LOG, "Custody log", "証拠管理記録") \
	X(C_STATEMENT, "Examiner's statement and signature", "調査担当者の陳述及び署名") \
	X(C_STATEMENT_TEXT, \
	  "I have stated the facts as I found them and my opinions in good faith, within my field of knowledge.", \
	  "私は、確認した事実をありのままに記載し、意見については自己の専門知識の範囲において誠実に述べた。") \
	X(C_REPEAT, \
	  "The examination can be repeated with the items, tool version and command lines recorded in the appendix.", \
	  "付録に記録した証拠物、ツールの版及び実行コマンドにより、本解析は再現可能である。") \
	X(T_ITEM_NO, "Item", "証拠番号") \
	X(T_PARENT, "Part of", "親番号") \
	X(T_QUANTITY, "Quantity", "数量") \
	X(T_DESCRIPTION, "Description", "内容") \
	X(T_PLACE, "Found at", "発見場所") \
	X(T_OBTAINED, "Obtained from", "入手元") \
	X(T_OBTAINED_AT, "Obtained at", "入手日時") \
	X(T_ALGORITHM, "Algorithm", "アルゴリズム") \
	X(T_VALUE, "Value", "値") \
	X(T_BY, "By", "実施者") \
	X(T_STAGE, "Stage", "段階") \
	X(T_RESULT, "Result", "結果") \
	X(T_AT, "At", "日時") \
	X(T_METHOD, "Method", "方法") \
	X(T_TOOL, "Tool", "ツール") \
	X(T_OPERATOR, "Operator", "操作者") \
	X(T_SOURCE_STATE, "State of the source", "対象の状態") \
	X(T_WRITE_BLOCKER, "Write blocker", "書込み防止装置") \
	X(T_TRANSFER, "Hand-over", "引渡番号") \
	X(T_DIRECTION, "Side", "区分") \
	X(T_RELEASED_BY, "Released by", "引渡者") \
	X(T_RECEIVED_BY, "Received by", "受領者") \
	X(T_PURPOSE, "Purpose", "目的") \
	X(T_FROM_TO, "From and to", "場所") \
	X(T_SEALS, "Seals and condition", "封印及び状態") \
	X(T_NAME, "Name", "氏名") \
	X(T_KANA, "Reading", "フリガナ") \
	X(T_ROLE, "Role", "役割") \
	X(T_QUALIFICATION, "Qualification", "資格") \
	X(T_CONTACT, "Contact", "連絡先") \
	X(T_REFERENCE_TIME, "Reference", "基準時刻") \
	X(T_HOST_TIME, "Clock", "対象時刻") \
	X(T_OFFSET, "Ahead, seconds", "時刻差（秒）") \
	X(T_CORRECTS, "Entry", "訂正対象") \
	X(T_REASON, "Reason", "理由") \
	X(T_OLD, "Was", "訂正前") \
	X(T_NEW, "Is", "訂正後") \
	X(T_AUTHORISED, "Authorised by", "承認者") \
	X(T_WITNESS, "Witness", "立会人") \
	X(T_EXHIBIT, "Exhibit", "証拠番号") \
	X(T_TAGGED, "Label", "区分") \
	X(T_OBJECT, "Object", "対象") \
	X(T_NOTE, "Note", "覚書") \
	X(T_CHECKS, "Checks", "確認項目数") \
	X(T_FAILED, "Failed", "不合格") \
	X(T_SEQ, "Entry", "記録番号") \
	X(T_ACT, "Act", "種別") \
	X(T_ABOUT, "About", "内容") \
	X(T_HASH, "Hash", "ハッシュ値") \
	X(T_EXECUTABLE, "Executable, SHA-256", "実行ファイル（SHA-256）") \
	X(T_FOLDER, "Written to", "出力先") \
	X(T_SIGNATURE, "Signature or seal", "署名又は押印") \
	X(T_DATE, "Date", "日付") \
	X(F_TITLE, "Chain of custody", "証拠物件管理票") \
	X(F_PAGE, "Page", "頁") \
	X(F_HEAD_HAND, "First 16 digits of the head, by hand", "最終ハッシュ値の冒頭16桁（手書き）") \
	X(F_NO_ITEMS, "No item was recorded (<code>sherd custody CASE item</code>).", "証拠物は記録されていない（<code>sherd custody CASE item</code>）。") \
	X(F_MAKE, "Make, model, serial", "製造者・型式・製造番号") \
	X(F_CONDITION, "Condition and marks", "状態及び標識") \
	X(F_DISPOSAL, "Disposal: return, destroy, retain, divert", "処分：返却・廃棄・保管・転用") \
	X(F_DATE_TIME, "Date and time", "日時")

#endif
