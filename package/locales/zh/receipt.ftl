# 一份回执的阅读页面。占位内容均为纯文本，由页面转义。

title = 回执 { $number }：{ $headline }
number = 申报编号

headline-offer = 已收到传输申请
headline-delivered = 已送达
headline-verified = 已核验
headline-registered = 已登记
headline-refused = 已拒收

meaning-offer = 中心于此时间收到本申报资料的传输申请，已给定编号并预留存储空间，尚未收到资料内容。
meaning-delivered = 中心已将密封包的全部字节可靠存储，尚未启封。
meaning-verified = 中心已启封，逐一核对文件与清单一致，完成检查，并保存了写入后回读核对无误的副本。
meaning-registered = 中心已按此编号登记本次申报，无需再做任何操作。
meaning-refused-offer = 中心拒绝了传输申请，未传输任何内容。
meaning-refused-delivery = 中心在密封包传输完成之前予以拒收。
meaning-refused-verification = 中心已收到完整密封包，核验时予以拒收。
meaning-refused-registration = 中心已完成核验，但拒绝登记。

resend-title = 是否可以重新发送？
resend-offer = 如传输中断：可以，再次运行同一命令即可，从中断处继续。
resend-delivered = 不可以。请勿重新发送，中心正在核验。可用“sealpost status { $number }”查询。
resend-verified = 不可以。请勿重新发送，登记回执随后发出。
resend-registered = 不需要。同一资料再次发送，只会得到相同的编号和相同的回执。
resend-refused-yes = 可以。同一资料可以重新发送。
resend-refused-no = 不可以。重新发送同一资料没有用，请先消除拒收原因。

when = 时间
time-local = 当地时间
time-utc = 协调世界时（UTC）
registered-at = 登记时间
what = 内容
centre = 中心
organisation = 申请人
application = 申请号
sequence = 序列号
carrier = 传输方式
carrier-quic = 网络（QUIC）
carrier-tcp = 网络（TCP）
carrier-disc = 光盘或 USB 介质
package-len = 密封包长度
segments = 分段数
bytes = { $count } 字节
files = 文件数
content = 资料大小

findings = 检查结果
finding-error = 错误
finding-warning = 警告
finding-info = 提示
findings-sha256 = 检查结果文件的 SHA-256
malware = 恶意软件
malware-clean = 未发现（{ $engine }，特征库 { $signatures }）
malware-infected = 已感染（{ $engine }，特征库 { $signatures }）
malware-not-checked = 未检查
copies = 副本
copy = 回读核对时间 { $time }
same-as = 同一资料的其他密封包

reasons = 原因
place = 位置：{ $place }
earlier = 该申请号和序列号已由以下编号占用
earlier-receipt = 该回执的 SHA-256

evidence = 证据
package = 密封包标识
manifest-root = 清单根值
package-digest = 密封包摘要
files-root = 文件树根值
header-sha256 = 包头的 SHA-256
statement-sha256 = 申报声明的 SHA-256
receipt-sha256 = 本回执的 SHA-256
after = 前一回执的 SHA-256
none = 无
signed-by = 签名证书
certificate = { $name }，{ $role }，证书编号 { $serial }
log-proof = 日志证明
log-proof-present = 已附
log-proof-absent = 暂无
note = 本页仅供阅读，签名文件 { $file } 才是证据；可用“sealpost-verify receipt { $file } --trust CA.pem”离线验证。
