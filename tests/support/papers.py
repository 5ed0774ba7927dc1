"""Papers that the tests write themselves, from the documented structures: XML, OFD, PDF, pictures, XBRL."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from dataclasses import field
from xml.sax.saxutils import escape

import pypdfium2
import typst
import zxingcpp
from pylopdf_fonts_zh_cn import sans_path

NUMBER = "26342000000012345678"
UNION = "育才小学工会委员会"
UNION_ID = "81341000MC0000000X"
SELLER = "青山文体用品店"
SELLER_ID = "91340100MA2N000001"


@dataclass(frozen=True)
class Goods:
    """A line of an invoice, everything as printed."""

    name: str = "*文具*笔记本"
    unit: str = "本"
    quantity: str = "10"
    price: str = "9.708737864"
    net: str = "97.09"
    rate: str = "3%"
    tax: str = "2.91"


@dataclass(frozen=True)
class Paper:
    """A digital invoice, everything as printed."""

    number: str = NUMBER
    date: str = "2026-01-19"
    buyer: str = UNION
    buyer_id: str = UNION_ID
    seller: str = SELLER
    seller_id: str = SELLER_ID
    goods: tuple[Goods, ...] = (Goods(),)
    net: str = "97.09"
    tax: str = "2.91"
    gross: str = "100.00"
    capitals: str = "壹佰圆整"
    special: bool = False
    blue: bool = True
    original: str = ""
    remark: str = ""
    more: dict[str, str] = field(default_factory=dict)


def digital_xml(paper: Paper = Paper()) -> bytes:
    """Write the tax bureau's XML."""
    goods = "".join(
        f"<IssuItemInformation><ItemName>{escape(one.name)}</ItemName><SpecMod/><MeaUnits>{one.unit}</MeaUnits>"
        f"<Quantity>{one.quantity}</Quantity><UnPrice>{one.price}</UnPrice><Amount>{one.net}</Amount>"
        f"<TaxRate>{one.rate}</TaxRate><ComTaxAm>{one.tax}</ComTaxAm></IssuItemInformation>"
        for one in paper.goods
    )
    red = (
        f"<RedEInvoice><OriginalInvoiceCode>{paper.original}</OriginalInvoiceCode></RedEInvoice>"
        if paper.original
        else ""
    )
    return f"""\ufeff<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EIid>{paper.number}</EIid><EInvoiceTag>SWEI3200</EInvoiceTag><InherentLabel>
<InIssuType><LabelCode>{"Y" if paper.blue else "N"}</LabelCode></InIssuType>
<GeneralOrSpecialVAT><LabelCode>{"01" if paper.special else "02"}</LabelCode></GeneralOrSpecialVAT>
</InherentLabel></Header>
<EInvoiceData><SellerInformation><SellerIdNum>{paper.seller_id}</SellerIdNum>
<SellerName><![CDATA[{paper.seller}]]></SellerName></SellerInformation>
<BuyerInformation><BuyerIdNum>{paper.buyer_id}</BuyerIdNum><BuyerName>{escape(paper.buyer)}</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>{paper.net}</TotalAmWithoutTax><TotalTaxAm>{paper.tax}</TotalTaxAm>
<TotalTax-includedAmount>{paper.gross}</TotalTax-includedAmount>
<TotalTax-includedAmountInChinese>{paper.capitals}</TotalTax-includedAmountInChinese>
<RequestTime>{paper.date} 10:20:30</RequestTime></BasicInformation>
{goods}<SpecificInformation>{red}</SpecificInformation>
<AdditionalInformation><Remark>{escape(paper.remark)}</Remark></AdditionalInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>{paper.number}</InvoiceNumber><IssueTime>{paper.date}</IssueTime></TaxSupervisionInfo>
</EInvoice>""".encode()


def chinese_day(day: str) -> str:
    """Write `2026-01-19` as it is printed."""
    year, month, number = day.split("-")
    return f"{year}年{month}月{number}日"


def placed(paper: Paper = Paper()) -> list[tuple[float, float, str]]:
    """Return what the page of a digital invoice prints, and where, in mm; values and labels apart, as printers do."""
    kind = "增值税专用发票" if paper.special else "普通发票"
    labels = [
        (75.0, 8.0, f"电子发票（{kind}）"),
        (150.0, 10.0, "发票号码："),
        (150.0, 16.0, "开票日期："),
        (6.0, 28.0, "购"),
        (12.0, 30.0, "名称："),
        (106.0, 30.0, "名称："),
        (12.0, 38.0, "统一社会信用代码/纳税人识别号："),
        (106.0, 38.0, "统一社会信用代码/纳税人识别号："),
        (12.0, 48.0, "项目名称"),
        (50.0, 48.0, "规格型号"),
        (75.0, 48.0, "单 位"),
        (92.0, 48.0, "数 量"),
        (112.0, 48.0, "单 价"),
        (138.0, 48.0, "金 额"),
        (158.0, 48.0, "税率/征收率"),
        (186.0, 48.0, "税 额"),
        (14.0, 92.0, "合"),
        (30.0, 92.0, "计"),
        (14.0, 100.0, "价税合计（大写）"),
        (140.0, 100.0, "（小写）"),
    ]
    values = [
        (166.0, 10.0, paper.number),
        (166.0, 16.0, chinese_day(paper.date)),
        (22.0, 30.0, paper.buyer),
        (116.0, 30.0, paper.seller),
        (60.0, 38.0, paper.buyer_id),
        (154.0, 38.0, paper.seller_id),
        (134.0, 92.0, f"¥{paper.net}"),
        (184.0, 92.0, f"¥{paper.tax}" if "*" not in paper.tax else paper.tax),
        (60.0, 100.0, paper.capitals),
        (153.0, 100.0, f"¥{paper.gross}"),
        (14.0, 110.0, paper.remark),
    ]
    for at, one in enumerate(paper.goods):
        y = 54.0 + 6 * at
        cells = zip((8.0, 76.0, 93.0, 108.0, 138.0, 162.0, 186.0),
                    (one.name, one.unit, one.quantity, one.price, one.net, one.rate, one.tax), strict=True)  # fmt: skip
        values += [(x, y, text) for x, text in cells]
    return [*labels, *values]


def typeset(pieces: list[tuple[float, float, str]], picture: bytes | None = None) -> bytes:
    """Print pieces of text at their places, and a QR code in the corner, as PDF."""
    lines = ["#set page(width: 210mm, height: 140mm, margin: 0mm)", '#set text(font: "Noto Sans SC", size: 8pt)']
    lines += [f"#place(dx: {x}mm, dy: {y}mm, text({_quoted(text)}))" for x, y, text in pieces if text]
    if picture is not None:
        encoded = ", ".join(map(str, picture))
        lines.append(f'#place(dx: 6mm, dy: 4mm, image(bytes(({encoded})), format: "png", width: 20mm))')
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)])
    made = typst.compile("\n".join(lines).encode(), font_paths=fonts, timestamp=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert isinstance(made, bytes)
    return made


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def pdf(paper: Paper = Paper(), *attached: tuple[str, bytes], code: str = "") -> bytes:
    """Print a digital invoice, with files attached."""
    return attach(typeset(placed(paper), qr_png(code) if code else None), *attached)


def attach(data: bytes, *files: tuple[str, bytes]) -> bytes:
    """Attach files to a PDF."""
    if not files:
        return data
    document = pypdfium2.PdfDocument(data)
    for name, content in files:
        document.new_attachment(name).set_data(content)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def png(rows: list[bytes]) -> bytes:
    """Write a grey picture from its rows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    content = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def qr_png(text: str, scale: int = 4) -> bytes:
    """Draw a QR code."""
    image = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=scale)
    view = memoryview(image)
    height, width = view.shape[0], view.shape[1]
    flat = bytes(view)
    return png([flat[row * width : (row + 1) * width] for row in range(height)])


def code_of(paper: Paper, amount: str, kind: str = "32") -> str:
    """Write the text of an invoice's QR code."""
    return f"01,{kind},,{paper.number},{amount},{paper.date.replace('-', '')},,A1B2,"


def zipped(files: dict[str, bytes]) -> bytes:
    """Pack files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(
    pieces: list[tuple[float, float, str]],
    *,
    attached: dict[str, bytes] | None = None,
    tags: str = "",
    signed: bool = False,
    changes: dict[str, bytes] | None = None,
) -> bytes:
    """Write an OFD: a page, attachments, tags, and a signature with SM3 digests; `changes` come after the signing."""
    texts = "".join(
        f'<ofd:TextObject ID="{100 + at}" Boundary="{x} {y} 90 5" Font="1" Size="3.175">'
        f'<ofd:TextCode X="0" Y="3">{escape(text)}</ofd:TextCode></ofd:TextObject>'
        for at, (x, y, text) in enumerate(pieces)
        if text
    )
    files: dict[str, bytes] = {
        "Doc_0/Document.xml": (
            f'<ofd:Document {_OFD}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
            "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
            "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>"
        ).encode(),
        "Doc_0/Pages/Page_0/Content.xml": (
            f"<ofd:Page {_OFD}><ofd:Content><ofd:Layer>{texts}</ofd:Layer></ofd:Content></ofd:Page>"
        ).encode(),
    }
    if attached:
        listed = "".join(
            f'<ofd:Attachment Name="{name}"><ofd:FileLoc>{name}</ofd:FileLoc></ofd:Attachment>' for name in attached
        )
        files["Doc_0/Attachs/Attachments.xml"] = f"<ofd:Attachments {_OFD}>{listed}</ofd:Attachments>".encode()
        files |= {f"Doc_0/Attachs/{name}": data for name, data in attached.items()}
    if tags:
        files["Doc_0/Tags/CustomTags.xml"] = (
            f"<ofd:CustomTags {_OFD}><ofd:CustomTag><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag>"
            "</ofd:CustomTags>"
        ).encode()
        files["Doc_0/Tags/CustomTag.xml"] = tags.encode()
    signatures = ""
    if signed:
        references = "".join(
            f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>'
            f"{base64.b64encode(hashlib.new('sm3', data).digest()).decode()}</ofd:CheckValue></ofd:Reference>"
            for name, data in files.items()
        )
        files["Doc_0/Signs/Sign_0/Signature.xml"] = (
            f'<ofd:Signature {_OFD}><ofd:SignedInfo><ofd:References CheckMethod="1.2.156.10197.1.401">{references}'
            "</ofd:References></ofd:SignedInfo></ofd:Signature>"
        ).encode()
        files["Doc_0/Signs/Signatures.xml"] = (
            f'<ofd:Signatures {_OFD}><ofd:Signature ID="1" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/>'
            "</ofd:Signatures>"
        ).encode()
        signatures = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    body = f"<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{signatures}</ofd:DocBody>"
    main = f"<ofd:OFD {_OFD}>{body}</ofd:OFD>"
    return zipped({"OFD.xml": main.encode(), **files, **(changes or {})})


def tags_of(paper: Paper, pieces: list[tuple[float, float, str]]) -> str:
    """Write the tags of a digital invoice without XML: each names the text objects that print it; badly formed."""

    def refs(*texts: str) -> str:
        at = {text: 100 + index for index, (_, _, text) in enumerate(pieces)}
        return "".join(f'<ofd:ObjectRef PageRef="1">{at[text]}</ofd:ObjectRef>' for text in texts)

    return f"""<?xml version="1.0" encoding="UTF-8"?>
<:eInvoice xmlns="" {_OFD}><ofd:InvoiceNo>{refs(paper.number)}</ofd:InvoiceNo>
<ofd:IssueDate>{refs(chinese_day(paper.date))}</ofd:IssueDate>
<ofd:Buyer><ofd:BuyerName>{refs(paper.buyer)}</ofd:BuyerName><ofd:BuyerTaxID>{refs(paper.buyer_id)}</ofd:BuyerTaxID></ofd:Buyer>
<ofd:Seller><ofd:SellerName>{refs(paper.seller)}</ofd:SellerName><ofd:SellerTaxID>{refs(paper.seller_id)}</ofd:SellerTaxID>
</ofd:Seller><ofd:TaxExclusiveTotalAmount>{refs(f"¥{paper.net}")}</ofd:TaxExclusiveTotalAmount>
<ofd:TaxTotalAmount>{refs(f"¥{paper.tax}")}</ofd:TaxTotalAmount>
<ofd:TaxInclusiveTotalAmount>{refs(f"¥{paper.gross}")}</ofd:TaxInclusiveTotalAmount></:eInvoice>"""


def xbrl(kind: str, facts: str, edition: str = "2021-11-30") -> bytes:
    """Write an instance of the ministry's XBRL; `facts` use the kind as their prefix."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><xbrl xmlns="http://www.xbrl.org/2003/instance" '
        f'xmlns:{kind}="http://xbrl.mof.gov.cn/taxonomy/{edition}/{kind}">{facts}</xbrl>'
    ).encode()


def facts(kind: str, **values: str) -> str:
    """Write facts of a kind."""
    return "".join(f'<{kind}:{name} contextRef="c">{escape(value)}</{kind}:{name}>' for name, value in values.items())
