# 信封、模块一完整性与表格的检查说明。$place 为区域骨架文件。

envelope-field = { $field ->
    [application-id] 申请编号
    [application-type] 申请类型
    [product-type] 产品类型
    [product-number] 原始编号
    [related-sequence] 相关序列
    [regulatory-activity-type] 注册行为类型
    [sequence-number] 序列号
    [sequence-type] 序列类型
    [sequence-description] 序列描述
    [application-number] 申请号
   *[identifier] 标识符
}（{ $field }）
envelope-missing = { $place } 的信封中没有填写{ envelope-field }。请补充。
envelope-code = { $place } 的信封中，{ envelope-field }为“{ $value }”，不在代码表中：{ $codes }。请选用其一。
envelope-digits = { $place } 的信封中，{ envelope-field }为“{ $value }”。请填写四位数字，例如 0000。
envelope-combination = { $place } 的信封中，申请类型 { $application }、注册行为类型 { $activity } 与序列类型 { $sequence } 不能组合使用。请更正有误的一项。
envelope-changed = { $place } 的信封中，{ envelope-field }为“{ $value }”，而序列 { $sequence } 中为“{ $before }”，该值不得变更。请填写原值，或确认该序列是否属于本申请。
application-id = { $place } 中的申请编号为“{ $value }”。申请编号由字母（{ $letters } 之一）、四位年份和五位流水号组成，例如 x202600001：请填写获得的申请编号。
long-description = { $place } 中的序列描述有 { $characters } 个汉字，超过 120 个。请缩短。

related-later = { $place } 中的相关序列 { $value } 晚于本序列。请填写该注册行为的首个序列。
related-to-itself = { $place } 中的相关序列 { $value } 是本序列，但本序列不是注册行为的首个序列。请填写该注册行为的首个序列。
related-to-another = { $place } 中的相关序列为 { $value }，但本序列是注册行为的首个序列。请填写本序列号 { $sequence }。
related-circle = { $place } 与此前序列中的提交编号构成循环：{ $sequences }。请填写该次提交的首个序列。

identifier-no-uuid = { $place } 中 { $country } 信封的标识符“{ $value }”不是 UUID。请填写该申请的 UUID。
identifier-differs = { $place } 中 { $country } 信封的标识符与第一个信封不同。请在各信封中填写同一标识符。

module-1-lacks = { $place } 缺少章节 { $section }（{ $element }），此类申请必须提交。请补充该章节及其文件。
module-1-excess = { $place } 含有章节 { $section }（{ $element }），此类申请不得提交。请删除该章节，或更正信封中的类型。
safety-report-missing = { $place } 中既没有 1.8.1 也没有 1.8.2，研发期间安全性报告必须有其中之一。请补充报告。
safety-report-twice = { $place } 中同时有 1.8.1 和 1.8.2，研发期间安全性报告只能有其中之一。请删除另一项，或以单独的序列提交。
several-leaves = { $place } 的章节 { $section } 有 { $leaves } 个叶元素，建议不超过一个。请合并文件。

regional-missing = 缺少 { $place }。请连同模块一重新导出该序列。
regional-version = { $place } 采用的 DTD 版本为“{ $version }”，只接受 { $expected }。请以现行 DTD 重新导出该序列。
form-of-another-application = { $place } 中的表格 { $form } 与申请类型 { $type } 不符：表格 1571（fdaft1）用于 IND（fdaat4），表格 356h（fdaft2）用于其他申请。请更正表格或类型。
form-missing = { $place } 的章节 1.1 中没有表格。请补充可填写的表格 356h、1571 或 2252。
labeling-missing = { $place } 有表格 2253，但章节 1.14.6 中没有说明书。请补充现行说明书。
form-not-2253 = { $place } 的章节 1.15.2 中有宣传材料，却附有表格 { $form }。此类提交只能附表格 2253（fdaft5）。

cover-letter-not-new = 说明函 { $place } 的操作属性为“{ $operation }”。每个序列都应提交新的说明函：请改为“new”。
form-not-new = 申请表 { $place } 的操作属性为“{ $operation }”。首次提交应提交新的申请表：请改为“new”。
version-goes-back = { $place } 采用的版本为 { $version }，而序列 { $sequence } 已采用 { $before }。请以不低于此前的版本重新导出。

study-without-ts = { $place } 中的研究 { $study } 没有 { $dataset }。请补充含研究开始日期的试验概要数据集。
study-lacks-dataset = { $place } 中的研究 { $study } 没有 { $dataset }。请补充该文件及其文件标签。
dataset-tag = 叶元素 { $place }（{ $name }）在研究标签文件中没有相应的文件标签。数据集应标为 data-tabulation-dataset-… 或 analysis-dataset-…，define.xml 应标为 …-data-definition。

reason-list = 所依据资料中的章节清单不完整：只检查已知的章节。
reason-form = 不读取表格中填写的内容（监管机构的表格为加密 PDF）：只检查骨架文件中的相关信息。
reason-content = 不读取数据集的内容：只检查文件是否存在。
reason-later = 检查某一序列时，后续序列尚不存在。
reason-submission-type = 未能取得提交类型的代码：根据章节判断提交的性质。
