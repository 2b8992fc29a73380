# 命令行帮助的中文文本；英文文本写在程序的命令定义中。

help = 向审评中心提交资料：检查、封装、发送，并保存中心签名的回执。
help-long = 一条命令即可把文件夹变成已登记的提交：sealpost submit 文件夹。无论因何中断，再次运行同一命令都会从中断处继续；任何资料都不会被重复提交。
help-after = 退出码：0 完成 · 1 无法完成 · 2 用法错误或本版本尚不支持 · 3 不可接受 · 4 被中心退回 · 5 未完成，请再次运行同一命令 · 130 已中断（可继续）

help-home = 存放密钥、身份、任务和回执的目录 [默认：本用户的数据目录]
help-json = 面向程序输出：标准输出每行一个 JSON 对象，给人看的文字写到标准错误
help-quiet = 只输出结果和错误
help-no-progress = 不显示进度条
help-lang = 所有文本的语言 [默认：系统语言]
help-dir = 序列文件夹
help-application = 申请编号 [默认：从资料中读取]
help-sequence = 序列号 [默认：从资料中读取]
help-profile = 采用的规则 [默认：从资料中读取]
help-accept-findings = 虽有错误仍以此理由提交；理由以明文写入已签名的声明
help-help = 显示帮助
help-version = 显示版本

help-enrol = 用中心发来的邀请码注册
help-enrol-long = 在本机生成申请人的密钥（密钥不会离开本机），请中心签发证书，并保存证书和中心的名片。邀请码只能使用一次。
help-enrol-code = 邀请码：中心给出的一个单词

help-check = 检查资料：中心会提出哪些异议
help-check-long = 每个文件读取一次，逐条列出规则、严重程度和位置，以及未评估的规则。不发送任何内容。有错误时退出码为 3。
help-check-edition = 规则版本，例如中国的 1.0 [默认：现行版本]
help-check-history = 存放此前各序列的文件夹；不给出则不评估与生命周期有关的规则
help-check-report = 要写入的 HTML 页面，随资料存档；不得位于资料文件夹内
help-check-accept-findings = 存在错误仍予提交的原因，写入页面；submit 时须再次给出

help-submit = 提交资料：检查、封装、发送，等待中心的回执
help-submit-long = 中断之后再次运行即可：继续发送，或返回已有的回执。任何资料都不会被重复提交。源文件夹只读不写。
help-submit-history = 存放此前各序列的文件夹；不给出则不评估与生命周期有关的规则
help-submit-no-wait = 不等待核验和登记：中心收到申报包后即结束
help-submit-transport = 承载方式：quic（UDP）、tcp，或 auto：先用 QUIC，不通或太慢时改用 TCP
help-submit-limit = 每秒最多发送的字节数，例如 500K 或 2M
help-submit-proxy = 唯一的出口：HTTP 代理，http://[用户:密码@]主机:端口 [默认：HTTPS_PROXY 或 ALL_PROXY，除非 NO_PROXY 列出中心]

help-pack = 把密封的申报包写入文件而不发送
help-pack-long = 内容与 submit 发送的完全相同。同一资料的 submit 中断之后，重新制作的正是那个申报包。
help-pack-history = 存放此前各序列的文件夹；不给出则不评估与生命周期有关的规则
help-pack-out = 要写入的文件；完整之后才会出现

help-status = 询问中心目前的说法
help-status-long = 在任何持有该身份的机器上都可使用。不给编号时询问本目录已知的全部提交。
help-status-number = 提交编号

help-receipts = 重新获取中心的回执：签名文件和供人阅读的页面
help-receipts-number = 提交编号
help-receipts-out = 存放的文件夹 [默认：本目录中该提交的文件夹]

help-history = 列出从本目录提交过的资料

help-clean = 清理已结束和已放弃的任务；回执予以保留
help-clean-long = 仅仅被中断的任务予以保留，除非给出 --abandon。
help-clean-abandon = 同时清理被中断的任务：中心已有的部分将重新发送

help-sample = 写入一份供试用的合成资料
help-sample-long = 相同的参数总是得到相同的内容。文件夹须为空或不存在。除随机内容的文档外，还写入监管机构要求的内容：前四个序列（v4 为两个）依次为新建、替换、增补、删除；其后的序列为带有新文档的回复。
help-sample-dir = 要写入的文件夹
help-sample-files = 内容文件数量；各机构的样例自身约需 40 个
help-sample-bytes = 总大小（字节），误差 ± 1 %
help-sample-profile = 资料的形式：按监管机构
help-sample-sequence = 写入其中的序列号；未指定时为该形式的首个序列
help-sample-util = 存放监管机构 DTD 和样式表的文件夹；其中找到的文件放到 util 之下

help-view = 显示申请的现行视图：经过所有序列之后，哪些文件有效
help-view-long = 将各序列依次叠加。文件在被其他文件替换或删除之前一直有效；增补的内容显示在其所属文件之下。如有骨架文件不能完整读取，则以退出码 3 结束。
help-view-dir = 申请文件夹，其中存放各序列文件夹
