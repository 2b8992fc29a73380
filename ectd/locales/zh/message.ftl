# eCTD v4.0 的 submissionunit.xml 的检查说明。$place 为文件，其后为所指的标识符。

message-root = { $place } 的根元素是“{ $element }”，命名空间为“{ $namespace }”；应为 urn:hl7-org:v3 中的 PORP_IN000001UV。请按 eCTD v4.0 消息重新导出该提交单元。
message-guide = { $place } 的消息头没有注明 FDA 实施指南：receiver/device/id/item 中没有以 { $oid } 开头的 OID。请补充。
message-lacks = { $place }：缺少 { $path } 或其值为空。请填写后重新导出该提交单元。
message-repeats = { $place }：{ $path } 出现 { $number } 次，只允许一次。请删除多余的。
message-system = { $place }：{ $path } 的代码“{ $code }”没有注明代码系统。请在 codeSystem 中填写其受控词表的 OID。
message-oid = { $place }：{ $path } 的代码系统“{ $value }”不是 OID。请填写受控词表的 OID，例如 2.16.840.1.113883.3.989.2.2.1.1.4。
message-uuid = { $place }：{ $path } 中的“{ $value }”不是 UUID。请按 8-4-4-4-12 位十六进制的形式填写。
message-duplicate = { $place }：{ $path } 中的标识符在本提交单元中重复出现。请为每个元素使用各自的 UUID。
message-status = { $place }：{ $path } 的状态为“{ $value }”，允许的状态：{ $allowed }。请更正 statusCode/@code。
message-number = { $place }：{ $path } 中的“{ $value }”不是 1 至 999999 之间的整数。请更正。
message-long = { $place }：{ $path } 有 { $length } 个字符，超过 { $most } 个。请缩短，否则超出部分会被截断。

message-first = { $place }：序列号为 { $number }，但该申请没有更早的提交单元。首个序列号应为 1。
message-used = { $place }：序列号 { $number } 已被 { $sequence } 中的提交单元使用。请使用下一个未用的序列号。
message-folder = { $place } 中的序列号为 { $number }，而文件夹名为 { $folder }。请使文件夹名与序列号一致。
message-grouped-sequence = { $place }：申请 { $application } 使用了不同的序列号：{ $numbers }。同一申请只能用一个序列号。
message-grouped-types = { $place }：合并提交的 { $path } 类型不同：{ $codes }。只有类型相同的才能合并提交。
message-type-changed = { $place }：该提交在单元 { $sequence } 中的类型为 { $was }，现为 { $now }。同一注册行为的类型不得改变。

message-priority-taken = { $place }：在同一章节和关键词下，优先级编号 { $number } 已被 { $other } 占用。请换一个编号。
message-suspended-document = { $place }：该使用情境已中止，不得再引用文档。请删除 documentReference。
message-document-unknown = { $place }：文档 { $document } 既不在本提交单元中，也不在此前的提交单元中。请补充该文档，或更正引用。
message-context-unknown = { $place }：此前的提交单元中没有使用情境 { $context }。请更正标识符。
message-context-obsolete = { $place }：使用情境 { $context } 已被替换或中止，不再有效。请引用当前有效的使用情境。
message-other-group = { $place }：它替换的 { $context } 属于 { $was }，而它自己属于 { $now }。两者的章节和关键词必须相同。

message-keyword-undefined = { $place }：关键词“{ $code }”在本提交单元和此前的提交单元中都没有定义。请补充 keywordDefinition。
message-keyword-twice = { $place }：关键词“{ $code }”是类型 { $kind } 的第二个关键词。每种类型只能保留一个。
message-keyword-renamed = { $place }：关键词“{ $code }”原名“{ $was }”，现为“{ $now }”。请在 displayName 上加 updateMode="R"，或保留原名。
message-study-format = { $place }：“{ $value }”不符合 studyID_$studyTitle 的格式。请写明研究编号和研究标题，中间用 _$ 连接。
message-study-twice = { $place }：同一章节下的关键词 { $codes } 指的是同一研究 { $study }。请只用一个关键词。

message-application-number = { $place }：申请编号“{ $value }”不是六位数字。请更正 application/id/item/@extension。
message-application-reference = { $place }：所引用的申请“{ $value }”应写为大写类型前缀加六位数字，例如 IND123456。请更正 applicationReference。
message-no-primary = { $place } 合并了多个申请，却没有任何文件。请加入申请表或说明函，以便确定主申请。
message-no-contact = { $place }：该提交开始一项新的注册行为，但没有联系人。请补充 callBackContact。
message-contact-changed = { $place }：该联系人原来的类型为 { $was }，现为 { $now }。请保留原类型，或为该联系人使用新的标识符。

message-document-again = { $place }：提交单元 { $sequence } 中已有使用该标识符的文档。请为新文档使用新的 UUID；如只更改标题，请加 updateMode="R"。
message-document-unused = { $place }：没有使用情境引用该文档。请补充使用情境，或删除该文档。
message-checksum-form = { $place }：“{ $value }”（算法“{ $algorithm }”）不是 SHA-256 校验值。请填写 SHA256 和 64 位十六进制数。
message-no-trial-summary = { $place }：{ $heading } 下的研究 { $study } 有数据集，但缺少 ts.xpt。请补充含有研究开始日期的 ts.xpt。
message-dataset-twice = { $place }：研究 { $study } 已有同名同标题的有效数据集 { $name }：{ $other }。请撤下其中一个。

message-second = { $place } 是多余的 submissionunit.xml。只允许序列文件夹中的那一个，请删除。
message-misplaced = { $place } 必须直接放在序列文件夹中。请移到该处，或选择正确的文件夹。
message-unassociated = submissionunit.xml 中没有文档引用 { $place }。请补充文档和使用情境，或删除该文件。
message-folder-characters = { $place }：文件夹路径“{ $name }”含有不允许的字符：{ $characters }。请只用字母、数字和 $ - _ + ! ' ( )。
message-extension = { $place } 的名称没有三至四个字符的扩展名（现为“{ $extension }”）。请改名，并同步修改 submissionunit.xml。
message-archive = { $place } 是压缩包；模块 2 至 5 中必须放置文件本身。请解压，并在 submissionunit.xml 中逐一列出。
message-depth = { $place } 位于 { $depth } 层文件夹之下，超过 { $most } 层。请减少层级。
characters-tolerated = 名称“{ $name }”含有大写字母或空格（{ $characters }）。建议 { $place } 使用小写且不含空格。

reason-registry = 只检查是否为 OID；已注册的 OID 没有公开的清单。
reason-leaf-reference = 引用 eCTD v3.2.2 叶元素的内容，在此无法与其比对。
reason-study-data = 不评估数据集本身的内容，也不判断哪些研究必须提交数据集；其余部分已检查。
