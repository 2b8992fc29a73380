# 报告用语：终端文字与 HTML 页面。

report-error = 错误
report-warning = 警告
report-info = 提示
report-more-places = ……另有 { $count } 处；全部见 --report 与 --json
report-more-rules = ……另有 { $count } 条
report-gap = 未评估或未完全评估（{ $count } 条）：{ $rules }。原因：{ $reason }

report-title = 申报资料检查报告
report-good = 未发现错误。
report-bad = 监管机构会对本资料提出异议。
report-folder = 文件夹
report-application = 申请编号
report-sequence = 序列号
report-profile = 规则类别
report-edition = 规则版本
report-history = 此前各序列
report-no-history = 未提供
report-time = 检查时间
report-tool = 程序
report-files = 文件数
report-bytes = 字节数
report-counts = 错误／警告／提示
report-coverage = 已评估／部分评估／未评估规则数
report-accepted = 说明原因后接受
report-accepted-note = 申请人基于以下原因，在存在下列错误的情况下仍予提交：
report-disposition = 已接受
report-findings = 检查结果
report-no-finding = 无。
report-place = 位置
report-message = 问题与改正方法
report-gaps = 未评估或未完全评估的规则
report-gaps-note = 以下规则均不视为通过。列出的文件未能按该规则检查。
report-rule = 规则
report-reason = 程度与原因
report-partly = 部分评估
report-not = 未评估

because-history = 未提供此前各序列
because-earlier-backbone = 此前某一序列的骨架文件无法读取
because-backbone = 本资料的骨架文件无法读取
because-source = 本版本没有监管机构用于比对的资料
because-limits = 文件超出检查的范围
