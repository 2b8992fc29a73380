# 申请人程序的中文文本，条目与英文文件相同。

## 最后一句
sentence-registered = { $number }：已登记（registered）
sentence-refused = { $number }：已退回（refused）
sentence-refused-offer = 已退回（refused）
sentence-delivered = { $number }：已送达；审评中心仍在检查，请勿重复发送
sentence-incomplete = 未送达，可以放心重新运行

## 阶段
phase-check = 检查
phase-plan = 读取
phase-send = 发送
phase-verify = 中心：核验
phase-backup = 中心：备份
phase-register = 中心：登记
phase-pack = 封装
phase-sample = 写入

## 通知
notice-number = 编号：{ $number }
notice-resumed = 从中断处继续：中心已有 { $have }，共 { $total }。
notice-known = 本资料此前已经提交，以下是其回执。
notice-planned-again = 上次运行之后有文件发生变化，因此重新制作申报包，并从头发送。
notice-reconnect = 连接中断（{ $reason }），{ $seconds } 秒后重试。
notice-stalled = { $seconds } 秒内没有进展，正在重新连接。
notice-paused = 中心要求等待：{ $message }
notice-superseded = 同一资料的新申报包已取代本包。
notice-taken-over = 同一资料正由另一会话发送，等待其回执。
notice-receipt = { $kind }：{ $file }
notice-interrupted = 已中断。中心已收到的部分予以保留：再次运行同一命令即可从中断处继续。
notice-remark-clear = 注意：--accept-findings 所给理由以明文写入已签名的声明。
notice-skew = 本机时钟与中心相差 { $seconds } 秒，以中心时钟为准。
notice-expiry = 申请人的{ $certificate }证书将在 { $days } 天后到期（{ $date }）。
notice-expiry-signing = 请在到期前向中心索取新的邀请码并重新注册。
notice-renewed = 连接证书已更新，有效期至 { $date }。
notice-renewal-failed = 连接证书暂时无法更新（{ $reason }），稍后将再次尝试。
notice-card = 中心发布了新的名片（序号 { $serial }）。
notice-all-done = 中心：已核验 { $files } 个文件，{ $bytes } 字节。

certificate-tls = 连接
certificate-signing = 签名

receipt-offer = 受理要约（R0）
receipt-delivered = 送达（R1）
receipt-verified = 核验（R2）
receipt-registered = 登记（R3）
receipt-refused = 退回（R3）

severity-error = 错误
severity-warning = 警告
severity-info = 提示

## 结果
enrol-done = 已在 { $centre } 注册为 { $organisation }（{ $id }）。
enrol-certificates = 连接证书有效期至 { $tls }（自动更新），签名证书有效期至 { $signing }。
enrol-next = 下一步：sealpost submit 资料文件夹
check-result = { $files } 个文件，{ $bytes }；规则 { $profile }（{ $edition }）：{ $errors } 个错误，{ $warnings } 个警告
check-good = 未发现妨碍提交的问题。
check-bad = 中心会对本资料提出异议。
check-more = ……另有 { $count } 条；全部列出：sealpost check 资料文件夹
pack-done = { $file }：{ $bytes }，{ $files } 个文件，清单根 { $root }
pack-again = 已重新制作被中断的提交所用的同一申报包。
status-line = { $number }  { $state }  { $application } / { $sequence }
status-unknown-to-home = 此目录尚无提交记录。
receipts-done = { $number } 的 { $count } 份回执已存入 { $dir }
receipts-none = 中心尚无 { $number } 的回执。
history-empty = 此目录尚未提交过资料。
history-unfinished = 未完成：请运行 sealpost submit { $dir }
clean-done = { $removed ->
    [0] 没有可清理的任务。
   *[other] 已清理 { $removed } 个任务。
}
clean-kept = 保留 { $kept } 个被中断的任务；请重新运行其提交命令，或用 --abandon 清理。
clean-warning = 中心可能已有 { $dir } 的一部分；若再次提交，将从头发送。
sample-done = { $dir }：{ $files } 个文件，{ $bytes }
submit-summary = { $files } 个文件，{ $bytes }；{ $duration }内经 { $transport } 发送 { $sent }

state-offered = 已提出
state-receiving = 接收中
state-delivered = 已送达，中心正在检查
state-verified = 已核验
state-registered = 已登记
state-refused = 已退回
state-superseded = 已被新申报包取代
state-expired = 已过期
state-acceptance = 受理
state-review = 审评
state-approval = 审批
state-closed = 已结束
