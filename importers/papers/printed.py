"""What a printed page says (版式文件): invoices, tickets and receipts without structured data, by their labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.figures import CAPITALS
from importers.papers.figures import read_day
from importers.papers.figures import read_yuan
from importers.papers.fiscal import fiscal_kind
from importers.papers.invoice import Invoice
from importers.papers.invoice import InvoiceLine
from importers.papers.invoice import Party
from importers.papers.invoice import plain_code
from importers.papers.invoice import plain_number
from importers.papers.invoice import unique_number
from importers.papers.xml_invoice import original_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal

    from importers.papers.invoice import InvoiceKind
    from importers.papers.layout import Cell
    from importers.papers.layout import Page

__all__ = ["amount_in", "day_in", "read_page", "value_of"]

_TITLES: Final[tuple[tuple[re.Pattern[str], InvoiceKind], ...]] = (
    (re.compile(r"铁路电子客票"), "railway"),
    (re.compile(r"航空运输电子客票行程单"), "air"),
    (re.compile(r"工会经费收入专用收据|工会经费.{0,6}收据"), "union-receipt"),
    (re.compile(r"财政(?:电子)?票据|票据代码"), "fiscal"),
    (re.compile(r"电子发票\s*\(\s*增值税专用发票\s*\)"), "digital-special"),
    (re.compile(r"电子发票\s*\(\s*普通发票\s*\)"), "digital-ordinary"),
    (re.compile(r"增值税电子专用发票|增值税专用发票"), "vat-special"),
    (re.compile(r"增值税电子普通发票|增值税普通发票|通用\(?电子\)?发票"), "vat-ordinary"),
)
_MONEY: Final = re.compile(r"-?[¥￥]?\s*-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}(?!\d)|\*{1,3}(?![^\s\t*])")
_NAME: Final = re.compile(r"(?:^|[\t购买销售方信息受付收款人 ])名\s*称\s*[:：]\s*([^\t]*)")
_TAX_ID: Final = re.compile(
    r"(?:统一社会信用代码|纳税人识别号)(?:\s*/\s*纳税人识别号)?\s*[:：]?\s*[\t ]?([0-9A-Z]{15,20})(?![0-9A-Z])"
)
_DAY: Final = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?|(?<!\d)(20\d{6})(?!\d)")
_LONG: Final = re.compile(r"(?<![0-9A-Za-z])\d{20}(?![0-9A-Za-z])")
_RATE: Final = re.compile(r"\d{1,2}(?:\.\d+)?%|免税|不征税|出口零税率|\*{1,3}")
_ITEM_HEADS: Final = ("项目名称", "货物或应税劳务")
_VOID: Final = re.compile(r"(?:^|\t)\s*(?:作\s*废|已作废|发票作废)\s*(?:\t|$)", re.MULTILINE)
_SUM_ROW: Final = re.compile(r"^合\s*\t?\s*计(?:\t|$|\s|¥)")


def value_of(page: Page, *labels: str, stop: str = r"\t\n") -> str:
    """Return what stands behind the first of the labels that has something behind it."""
    for label in labels:
        spaced = r"\s*".join(map(re.escape, label))
        for match in re.finditer(rf"(?<![\u4e00-\u9fff]){spaced}\s*[:：]\s*([^{stop}]*)", _dense(page)):
            if match[1].strip():
                return match[1].strip()
    return ""


def day_in(text: str) -> dt.date | None:
    """Return the first day in a text, or nothing."""
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return read_day("-".join(match.groups()[:3]) if match[1] else match[4])
    except ValueError:
        return None


def amount_in(text: str) -> Decimal | None:
    """Return the first amount in a text, or nothing."""
    return next(_amounts(text), None)


def _amounts(text: str) -> Iterator[Decimal]:
    for match in _MONEY.finditer(text):
        amount = read_yuan(match[0].replace(" ", ""))
        if amount is not None:
            yield amount


def _dense(page: Page) -> str:
    """Return the page's text; a label that ends its cell is joined to the cell behind it."""
    return re.sub(r"([:：])\s*\t", r"\1", page.text)


def read_page(pages: tuple[Page, ...]) -> Invoice | None:
    """Read the invoice that is printed on pages; `None` where they are no invoice's."""
    if not pages:
        return None
    page = pages[0]
    kind = next((kind for pattern, kind in _TITLES if pattern.search(page.text)), None)
    if kind == "railway":
        return _railway(page)
    if kind == "air":
        return _air(page)
    if kind in {"fiscal", "union-receipt"}:
        return _fiscal(page)
    if kind is None and not value_of(page, "发票号码"):
        return None
    return _vat(pages, kind)


def _number(page: Page, *labels: str) -> str:
    shown = re.match(r"[0-9 ]+", value_of(page, *labels))
    plain = plain_number(shown[0]) if shown else ""
    found = _LONG.search(page.text)
    return plain or (found[0] if found else "")


def _parties(page: Page) -> tuple[Party, Party]:
    """Return buyer and seller: first and second, left to right and top down."""
    text = _dense(page)
    names = [match[1].strip() for match in _NAME.finditer(text.replace("\n", "\n\t"))]
    ids = [match[1] for match in _TAX_ID.finditer(text)]
    names += [""] * (2 - len(names))
    if len(ids) == 1 and len(page.rows) and _one_side(page) == 1:
        ids = ["", *ids]  # a person buys without a tax id
    ids += [""] * (2 - len(ids))
    return Party(names[0], ids[0]), Party(names[1], ids[1])


def _one_side(page: Page) -> int:
    """Return whether the only tax id stands on the right half of the page, with the seller."""
    right = max(cell.right for row in page.rows for cell in row)
    cell = next((cell for row in page.rows for cell in row if _TAX_ID.search(cell.text)), None)
    return int(cell is not None and cell.left > right / 2)


def _vat(pages: tuple[Page, ...], kind: InvoiceKind | None) -> Invoice:
    page, last = pages[0], pages[-1]
    code, number = plain_number(value_of(page, "发票代码")), _number(page, "发票号码")
    buyer, seller = _parties(page)
    net, tax = _sums(last) if last is not page and _sums(last)[0] is not None else _sums(page)
    gross, capitals = _total(last) if _total(last)[0] is not None else _total(page)
    remark = " ".join(line for line in last.lines if "红冲" in line or "蓝字" in line or "红字" in line)
    lines = tuple(line for one in pages for line in _lines(one))
    return Invoice(
        kind=kind or ("digital-ordinary" if len(number) == 20 else "vat-ordinary"),
        number=unique_number(code, number),
        code=code,
        date=day_in(value_of(page, "开票日期")),
        buyer=buyer,
        seller=seller,
        net=net,
        tax=tax,
        gross=gross,
        lines=lines,
        capitals=capitals,
        is_red=gross is not None and gross < 0,
        original=original_in(remark),
        check_code=plain_code(value_of(page, "校验码")),
        remark=remark,
        is_void=bool(_VOID.search(page.text)),
    )


def _sums(page: Page) -> tuple[Decimal | None, Decimal | None]:
    """Return net and tax, from the row 合计 above the total."""
    for line in page.lines:
        if _SUM_ROW.match(line) or line.replace("\t", "").startswith("合计"):
            amounts = list(_amounts(line))
            if amounts:
                return amounts[0], amounts[1] if len(amounts) > 1 else None
    return None, None


def _total(page: Page) -> tuple[Decimal | None, str]:
    """Return the gross amount in figures and in capitals, from the row 价税合计."""
    for at, line in enumerate(page.lines):
        if "价税合计" in line or "(小写)" in line:
            near = "\t".join(page.lines[at : at + 2]) if "(小写)" not in line else line
            capitals = CAPITALS.search(near)
            behind = near.rpartition("(小写)")[2] if "(小写)" in near else near
            amount = next((one for one in _amounts(behind)), None)
            if amount is not None:
                return amount, capitals[0] if capitals else ""
    return None, ""


def _lines(page: Page) -> list[InvoiceLine]:
    """Return the lines between the heads of the columns and the sums; a name may go on in the next row."""
    start = next((at for at, line in enumerate(page.lines) if any(head in line for head in _ITEM_HEADS)), None)
    if start is None:
        return []
    found: list[InvoiceLine] = []
    for row in page.rows[start + 1 :]:
        line = "\t".join(cell.text for cell in row)
        if _SUM_ROW.match(line) or line.replace("\t", "").startswith(("合计", "小计", "价税合计")):
            break
        item = _line(row)
        if item is not None:
            found.append(item)
        elif found and row[0].left < row[-1].right and not _MONEY.search(line):
            found[-1] = _continued(found[-1], row[0].text)
    return found


def _line(row: tuple[Cell, ...]) -> InvoiceLine | None:
    texts = [cell.text for cell in row]
    rate_at = next((at for at in range(len(texts) - 1, 0, -1) if _RATE.fullmatch(texts[at].split(" ")[0])), None)
    if rate_at is None or rate_at < 1:
        return None
    if rate_at == len(texts) - 1 and _RATE.fullmatch(texts[-2]) is not None:
        rate_at -= 1  # both the rate and the tax are stars
    net = amount_in(texts[rate_at - 1])
    if net is None:
        return None
    rest = texts[1 : rate_at - 1]
    numbers = [text for text in rest if re.fullmatch(r"-?[\d.,]+", text)]
    words = [text for text in rest if text not in numbers]
    tax = amount_in(texts[rate_at + 1]) if rate_at + 1 < len(texts) else None
    return InvoiceLine(
        name=texts[0],
        specification=words[0] if len(words) > 1 else "",
        unit=words[-1] if words else "",
        quantity=numbers[0] if numbers else "",
        price=numbers[1] if len(numbers) > 1 else "",
        net=net,
        rate=texts[rate_at],
        tax=tax,
    )


def _continued(line: InvoiceLine, more: str) -> InvoiceLine:
    return InvoiceLine(
        f"{line.name}{more}", line.specification, line.unit, line.quantity, line.price, line.net, line.rate, line.tax
    )


def _railway(page: Page) -> Invoice:
    fare = amount_in(value_of(page, "票价", "退票费", "改签费"))
    buyer = Party(value_of(page, "购买方名称"), plain_number(value_of(page, "统一社会信用代码")[:20]))
    train = re.search(r"(?<![A-Z0-9])[GDCZTKYLS]\d{1,4}(?!\d)", page.text)
    stations = re.findall(r"[\u4e00-\u9fff]{2,8}站", page.text)
    refund = bool(value_of(page, "退票费"))
    name = " ".join(
        filter(None, ("退票费" if refund else "铁路客票", train[0] if train else "", "-".join(dict.fromkeys(stations))))
    )
    return Invoice(
        kind="railway",
        number=_number(page, "发票号码"),
        date=day_in(value_of(page, "开票日期")),
        buyer=buyer,
        gross=fare,
        lines=(InvoiceLine(name=name),),
        is_red=fare is not None and fare < 0,
        original=plain_number(value_of(page, "原发票号码")),
    )


def _air(page: Page) -> Invoice:
    at = next((at for at, line in enumerate(page.lines) if "民航发展基金" in line), None)
    gross = amount_in(page.below(at, "合计")) if at is not None else None
    tax = amount_in(page.below(at, "增值税税额")) if at is not None else None
    buyer = Party(
        value_of(page, "购买方名称"), plain_number(value_of(page, "统一社会信用代码/纳税人识别号", "统一社会信用代码"))
    )
    return Invoice(
        kind="air",
        number=_number(page, "发票号码"),
        date=day_in(value_of(page, "填开日期", "开票日期")),
        buyer=buyer,
        seller=Party(value_of(page, "填开单位", "销售方名称")),
        net=gross - tax if gross is not None and tax is not None else None,
        tax=tax,
        gross=gross,
        lines=(InvoiceLine(name="机票"),),
        check_code=plain_code(value_of(page, "验证码")),
    )


def _fiscal(page: Page) -> Invoice:
    code = plain_number(value_of(page, "票据代码"))
    total = next((line for line in page.lines if "小写" in line or "金额合计" in line), "")
    behind = total.rpartition("小写")[2] if "小写" in total else total
    capitals = CAPITALS.search(total)
    payer_id = value_of(page, "交款人统一社会信用代码", "统一社会信用代码")
    return Invoice(
        kind=fiscal_kind(page.text),
        number=unique_number(code, _number(page, "票据号码")),
        code=code,
        date=day_in(value_of(page, "开票日期")),
        buyer=Party(value_of(page, "交款人", "缴款人", "交款单位", "付款单位"), plain_number(payer_id[:20])),
        seller=Party(value_of(page, "收款单位(章)", "收款单位", "开票单位")),
        gross=amount_in(behind),
        capitals=capitals[0] if capitals else "",
        check_code=plain_code(value_of(page, "校验码")),
        is_void=bool(_VOID.search(page.text)),
    )
