"""Why a card left its batch or ended, where we say it ourselves: in words, as bank and factory write theirs."""

ROLLED_BACK = "批次已还原"
WITHDRAWN = "申请已撤回"
WRONG_FACE = "卡面有错"
NOT_SOUND = "入库检查不合格"
