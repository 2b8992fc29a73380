# 申请人程序的中文文本，条目与英文文件相同。

## 最后一句
sentence-registered = { $number }：已登记（registered）
sentence-refused = { $number }：已退回（refused）
sentence-refused-offer = 已退回（refused）
sentence-delivered = { $number }：已送达；审评中心仍在检查，请勿重复发送
sentence-incomplete = 未送达，可以放心重新运行

## 阶段
phase-check = 检查
phase-send = 发送
phase-verify = 中心：核验
phase-backup = 中心：备份
phase-register = 中心：登记
phase-pack = 封装
phase-sample = 写入

## 通知
notice-number = 编号：{ $number }
notice-resumed = 从中断处继续：中心已有 { $have }，共 { $total }。
notice-known = 中心已有本资料，以下是其回执。
notice-planned-again = 上次运行之后有文件发生变化，因此重新制作申报包，并从头发送。
notice-reconnect = 与中心没有连接（{ $reason }），{ $seconds } 秒后重试。
notice-stalled = { $seconds } 秒内没有数据送达中心，正在重新连接。
notice-over-tcp = 已通过 TCP 连接：UDP 不通，或通过的数据太少。
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

## 结果
enrol-done = 已在 { $centre } 注册为 { $organisation }（{ $id }）。
enrol-certificates = 连接证书有效期至 { $tls }（自动更新），签名证书有效期至 { $signing }。
enrol-next = 下一步：sealpost submit 资料文件夹
check-result = { $files } 个文件，{ $bytes }；规则 { $profile }（{ $edition }）：{ $errors } 个错误，{ $warnings } 个警告；已评估规则 { $evaluated } 条，部分评估 { $partly } 条，未评估 { $not_evaluated } 条
check-good = 未发现妨碍提交的问题。
check-bad = 中心会对本资料提出异议。
check-page = 页面已写入：{ $file }
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

status-offered = 提出 { $time }
status-delivered = 送达 { $time }
status-closed = 办结 { $time }
status-receiving = 中心已有 { $have } 段，共 { $all } 段；再次运行同一提交命令即可继续
status-safe = 可以放心重新发送
status-not-again = 请勿重复发送

## 错误
error-io = { $what }
error-disk-full = 磁盘已满：{ $what }
error-disk-full-hint = 请腾出空间，然后再次运行同一命令。
error-no-home = 找不到本用户的数据目录。
error-no-home-hint = 请用 --home DIR 指定目录。
error-not-in-this-version = { $what }：本版本尚不支持
error-not-a-folder = { $path } 不是文件夹。
error-not-a-folder-hint = 请指定序列文件夹，即包含 index.xml 或 m1 的文件夹。
error-folder-unreadable = 无法读取 { $path }：{ $what }
error-no-sequences = { $path } 中没有序列。
error-no-sequences-hint = 请指定申请文件夹，即包含 0000、0001 等序列文件夹（各含 index.xml）的文件夹。
error-edition-unknown = 规则 { $profile } 没有版本 { $edition }。
error-edition-unknown-hint = 可用的版本：{ $editions }。
error-report-in-dossier = { $path } 位于资料文件夹内。
error-report-in-dossier-hint = 请指定序列文件夹之外的文件：其中的内容都会被提交。
error-not-carried = 申报包无法承载本资料：{ $what }（共 { $count } 处）
error-not-carried-hint = 请改名或移除所列项目，再次运行同一命令；sealpost check 会列出全部项目。
error-unreadable = 无法读取：{ $what }（共 { $count } 处）
error-unreadable-hint = 请检查权限后再次运行同一命令。任何内容都不会被悄悄遗漏。
error-not-a-sequence = “{ $what }”不是序列号：应为 1 至 32 个字母、数字、点、连字符或下划线。
error-not-an-application = “{ $what }”不是申请编号：应为 1 至 64 个字符，首尾不含空格。
error-not-a-profile = “{ $what }”不是规则名称；可用：cn、us、eu、ich、v4、generic。
error-sample-too-few-bytes = { $files } 个文件至少需要 { $least } 字节。
error-sample-files = { $files } 个文件：此类样例须有 { $least } 至 999,999 个文件。
error-sample-not-empty = 文件夹不为空。
error-sample-not-empty-hint = 请指定空的或尚不存在的文件夹。
error-no-application = 资料中没有申请编号。
error-no-application-hint = 请用 --application ID 指定。
error-no-sequence = 资料中没有序列号。
error-no-sequence-hint = 请用 --sequence S 指定，例如 --sequence 0000。
error-job-busy = 另一个 sealpost 正在处理本资料。
error-job-busy-hint = 请等其结束后再次运行同一命令。
error-journal = 任务日志无法使用：{ $what }
error-journal-hint = 请运行 sealpost clean --abandon，然后重新提交。
error-findings = 检查发现 { $errors } 个错误；未发送任何内容。
error-findings-hint = 请修改资料，或用 --accept-findings 理由 按原样提交。
error-not-sealed = 无法封装申报包：{ $what }
error-card-no-key = 中心的名片没有给出加密密钥。
error-card-no-key-hint = 请联系中心。
error-package-too-large = 申报包将有 { $bytes } 字节；中心最多接收 { $most } 字节。
error-package-too-large-hint = 请向中心询问如何提交如此大的资料。
error-source-changed = 文件 { $path } 在提交过程中发生了变化。
error-source-changed-hint = 请确保无人写入该文件夹，然后再次运行同一命令：将制作新的申报包。
error-file-exists = { $path } 已存在。
error-file-exists-hint = 请换一个名称；申报包不会覆盖已有文件。
error-bad-remark = 理由有 { $bytes } 字节；应为 1 至 2000 字节。
error-receipt-not-believed = 中心发来的回执不可信：{ $what }
error-receipt-not-believed-hint = 请勿以此为据，并致电中心；sealpost status 显示中心目前的说法。
error-key-open-to-others = 他人可以读取 { $path }。
error-key-open-to-others-hint = 请运行：chmod 600 { $path }
error-identity-damaged = 此目录中的身份无法使用：{ $what }
error-identity-damaged-hint = 请从副本恢复此目录，或向中心索取新的邀请码并在另一 --home 中注册。
error-not-enrolled = 此目录尚未在中心注册。
error-not-enrolled-hint = 请用中心发来的邀请码运行 sealpost enrol CODE。
error-home-in-use = 此目录已在另一中心注册（{ $organisation }）。
error-home-in-use-hint = 请为另一中心使用另一目录：--home DIR。
error-home-busy = 另一个 sealpost 正在此目录注册。
error-home-busy-hint = 请等其结束后再次运行同一命令。
error-not-an-invitation = 这不是邀请码：{ $what }
error-not-an-invitation-hint = 请完整复制中心发来的邀请码，不含空格。
error-enrolment-not-believed = 中心返回的内容不可信：{ $what }
error-enrolment-not-believed-hint = 请致电中心核对邀请码。
error-card-older = 中心出示的名片比本机已知的旧：{ $what }
error-card-older-hint = 可能有人在重放旧名片，请致电中心。
error-card-ended = 中心的名片已过期：{ $what }
error-card-ended-hint = 请检查本机时钟，然后致电中心。
error-card-not-believed = 中心的名片不可信：{ $what }
error-card-not-believed-hint = 请致电中心。
error-centre-not-reached = 无法连接中心：{ $what }
error-centre-not-reached-hint = 请检查网络：须允许以 UDP 或 TCP 访问中心端口，或有 HTTP 代理可达（HTTPS_PROXY，或 --proxy URL）。然后再次运行同一命令。
error-proxy-login = { $what }
error-proxy-login-hint = 请把用户名和密码写入代理的 URL：http://用户:密码@主机:端口，放在 HTTPS_PROXY 中或用 --proxy 给出；特殊字符写作 %40 等形式。
error-proxy-refused = { $what }
error-proxy-refused-hint = 请代理的管理员允许以 CONNECT 访问中心的地址和端口，然后再次运行同一命令。
error-proxy-not-reached = { $what }
error-proxy-not-reached-hint = 请检查代理的地址（HTTPS_PROXY、ALL_PROXY 或 --proxy URL）；若不需要代理，请在 NO_PROXY 中列出中心。然后再次运行同一命令。
error-proxy-setting = { $what }
error-proxy-setting-hint = 请用 --proxy http://主机:端口 给出 HTTP 代理；或在 NO_PROXY 中列出中心，不经代理；或用 --transport quic 仅使用 UDP。
error-not-a-proxy = { $what }
error-not-a-proxy-hint = 请写成 http://[用户:密码@]主机:端口。
error-not-a-rate = “{ $what }”不是速率：请写每秒字节数，例如 500K 或 2M。
error-proxy-without-tcp = --proxy 与 --transport quic 不能同时使用：HTTP 代理只能转发 TCP。
error-centre-not-believed = 应答者不是本中心：{ $what }
error-centre-not-believed-hint = 请勿继续。请检查地址和本机时钟，然后致电中心。
error-said = 中心答复：{ $message }
error-revoked-hint = 中心已吊销此证书，请致电中心。
error-expired-hint = 证书已过期：请向中心索取新的邀请码并重新注册。
error-certificate-refused-hint = 此证书不属于该中心：请先在该中心注册。
error-version-hint = 请更新 sealpost，或向中心询问所需版本。
error-invitation-hint = 邀请码只能使用一次且有期限：请向中心索取新的邀请码。
error-occupied-hint = 该申请编号和序列号下已登记了另一份资料，请核对序列号。
error-no-space-hint = 中心空间不足并已得知。请稍后再次运行同一命令。
error-recipients-hint = 中心已更换密钥：请再次运行同一命令，申报包将重新封装。
error-clock-hint = 请校准本机时钟，然后再次运行同一命令。
error-not-permitted-hint = 请向中心申请本申请编号的提交权限。
error-superseded-hint = 同一资料的新提交已取代本次提交。如以本次为准，请再次运行同一命令。
error-unknown-hint = 请核对编号；只显示本单位的提交。

view-heading = { $element }{ $attributes ->
    [none] {""}
   *[other] （{ $attributes }）
}
view-replaced = 替换 { $earlier }
view-result = 共 { $sequences } 个序列，现行文件 { $leaves } 个
error-log-inconsistent = 审评中心的证据日志与它先前出示的不相衔接：{ $what }。中心那边有内容被撤回或改动，或者向您出示的日志与向他人出示的不同。
error-log-inconsistent-hint = 请不要再发送任何资料。请询问中心，并将两个检查点交给其主管部门；它们保存在 { $path }。您的回执依然有效。
error-log-memory = 此处所记的中心日志检查点无法使用：{ $path }：{ $what }
error-log-memory-hint = 如果该文件在本机损坏，请从本主目录的备份恢复，或将它移开：下次联系时会重新记录日志。否则请询问中心，为何其名片列出的是另一个日志。
