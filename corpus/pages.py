#!/usr/bin/env python3
"""Makes pages of reports: python3 pages.py [how many, default 140]

Every page is a report of `reports/` in the chrome of one of fourteen templates, each of its lines once and in order, entities as HTML has them; menus, teasers,
banners and metadata are invented. Which report gets which template follows from the SHA-256 of its id, so that a second run changes nothing."""
import hashlib, html, json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = {
    "en": dict(menu=["Home", "World", "Region", "Economy", "Sport", "Culture", "Weather"], more="More on this", cookie="We use cookies to keep the site running. By going on you accept our policy.", ok="Accept", letter="Get our morning letter", mail="Your e-mail address", share="Share", say="comments",
               rights="All rights reserved", teasers=["Ferry timetable changes from Monday", "How the bakers' guild saved its mill", "Photo contest: the winning bridges", "Water prices: what the council decided", "Three recipes for early pears"], read="min read", by="By", sub="Support our newsroom", contact="Contact", about="About us", listen="Listen to this report"),
    "ar": dict(menu=["الرئيسية", "العالم", "المنطقة", "اقتصاد", "رياضة", "ثقافة", "الطقس"], more="اقرأ أيضا", cookie="نستخدم ملفات تعريف الارتباط لتشغيل الموقع. بمتابعة التصفح توافق على سياستنا.", ok="موافق", letter="اشترك في النشرة الصباحية", mail="بريدك الإلكتروني", share="شارك", say="تعليقات",
               rights="جميع الحقوق محفوظة", teasers=["تعديل مواعيد العبّارات ابتداء من الاثنين", "كيف أنقذت جمعية الخبازين مطحنتها", "مسابقة الصور: الجسور الفائزة", "أسعار المياه: ما الذي قرره المجلس"], read="دقائق للقراءة", by="بقلم", sub="ادعم غرفة أخبارنا", contact="اتصل بنا", about="من نحن", listen="استمع إلى التقرير"),
    "ru": dict(menu=["Главная", "Мир", "Регион", "Экономика", "Спорт", "Культура", "Погода"], more="Читайте также", cookie="Мы используем файлы cookie. Продолжая работу с сайтом, вы соглашаетесь с правилами.", ok="Принять", letter="Подпишитесь на утреннюю рассылку", mail="Ваш e-mail", share="Поделиться", say="комментариев",
               rights="Все права защищены", teasers=["Расписание паромов меняется с понедельника", "Как пекари спасли свою мельницу", "Фотоконкурс: лучшие мосты", "Цены на воду: что решил совет"], read="мин чтения", by="Автор:", sub="Поддержите редакцию", contact="Контакты", about="О нас", listen="Слушать материал"),
    "fr": dict(menu=["Accueil", "Monde", "Région", "Économie", "Sports", "Culture", "Météo"], more="À lire aussi", cookie="Nous utilisons des cookies pour faire fonctionner le site. En poursuivant, vous acceptez notre politique.", ok="Accepter", letter="Recevez notre lettre du matin", mail="Votre adresse e-mail", share="Partager", say="commentaires",
               rights="Tous droits réservés", teasers=["Les horaires du bac changent lundi", "Comment les boulangers ont sauvé leur moulin", "Concours photo : les ponts primés", "Prix de l’eau : ce que le conseil a décidé"], read="min de lecture", by="Par", sub="Soutenez la rédaction", contact="Contact", about="Qui sommes-nous", listen="Écouter cet article"),
    "es": dict(menu=["Inicio", "Mundo", "Región", "Economía", "Deportes", "Cultura", "El tiempo"], more="Lea también", cookie="Usamos cookies para que el sitio funcione. Si continúa, acepta nuestra política.", ok="Aceptar", letter="Reciba nuestro boletín de la mañana", mail="Su correo electrónico", share="Compartir", say="comentarios",
               rights="Todos los derechos reservados", teasers=["Cambian los horarios del transbordador", "Cómo los panaderos salvaron su molino", "Concurso de fotos: los puentes ganadores", "El precio del agua: lo que decidió el concejo"], read="min de lectura", by="Por", sub="Apoye a la redacción", contact="Contacto", about="Quiénes somos", listen="Escuche este reportaje"),
}
WORDS["uk"] = WORDS["ru"]
e = lambda words: html.escape(words, quote=False)


class Report:
    def __init__(self, path):
        raw = open(path, encoding="utf-8").read()
        head, text, labels = re.match(r"---\n(.*?)\n---\n(.*?)\n```expect\n(.*?)\n```\s*$", raw, re.S).groups()
        self.head = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        self.labels = json.loads(labels)
        self.id, self.text = self.head["id"], text.strip("\n")
        lines = [line.strip() for line in self.text.split("\n") if line.strip()]
        self.title, self.lines = lines[0], lines[1:]
        self.words = WORDS.get(self.head["language"], WORDS["en"])
        self.rtl = self.head["language"] in ("ar", "fa", "he")
        self.day = self.head["published"] if self.head["published"] != "unknown" else None
        self.dropped = {d["text"].split("@")[0]: d["reason"] for d in self.labels["report"].get("dropped", [])}
        self.seed = int(hashlib.sha256(self.id.encode()).hexdigest()[:8], 16)

    def reason(self, line):
        return next((reason for text, reason in self.dropped.items() if line in text or text in line), None)

    def pick(self, n, salt):
        all_, k = self.words["teasers"], self.seed + salt
        return [all_[(k + i) % len(all_)] for i in range(min(n, len(all_)))]

    def menu(self, n=7):
        return self.words["menu"][:n]

    def open(self, head="", body=""):
        direction = ' dir="rtl"' if self.rtl else ""
        return f'<!DOCTYPE html>\n<html lang="{self.head["language"]}"{direction}>\n<head>\n<meta charset="utf-8">\n{head}</head>\n<body{body}>\n'

    def ld(self, kind="NewsArticle"):
        data = {"@context": "https://schema.org", "@type": kind, "headline": self.title, "publisher": {"@type": "Organization", "name": self.head["outlet"]}, "mainEntityOfPage": self.head["url"]}
        if self.day: data["datePublished"] = self.day
        authors = self.labels["report"].get("authors") or []
        if authors: data["author"] = [{"@type": "Person", "name": a} for a in authors]
        return '<script type="application/ld+json">' + json.dumps(data, ensure_ascii=False) + "</script>\n"

    def og(self):
        out = f'<meta property="og:title" content="{html.escape(self.title)}">\n<meta property="og:site_name" content="{html.escape(self.head["outlet"])}">\n<meta property="og:url" content="{self.head["url"]}">\n'
        return out + (f'<meta property="article:published_time" content="{self.day}">\n' if self.day else "")

    def body(self, paragraph, dropped):
        """The lines after the title: each as `paragraph` makes it, those that are dropped as `dropped` makes them."""
        return "\n".join(dropped(line, self.reason(line)) if self.reason(line) else paragraph(line) for line in self.lines)


def newspaper(r):
    w = r.words
    side = "".join(f'<li><a href="/s/{i}">{e(t)}</a></li>' for i, t in enumerate(r.pick(4, 1)))
    return r.open(f"<title>{e(r.title)} | {e(r.head['outlet'])}</title>\n<link rel=\"canonical\" href=\"{r.head['url']}\">\n" + r.og() + r.ld()) + \
        '<header class="site-header"><a class="logo" href="/">' + e(r.head["outlet"]) + '</a><nav class="main-nav"><ul>' + "".join(f'<li><a href="/{i}">{e(m)}</a></li>' for i, m in enumerate(r.menu())) + "</ul></nav></header>\n<main><article class=\"story\">\n" + \
        f"<h1>{e(r.title)}</h1>\n<div class=\"story__body\">\n" + r.body(lambda l: f"<p>{e(l)}</p>", lambda l, x: f'<aside class="promo promo--{x}"><p>{e(l)}</p></aside>') + \
        f'\n</div></article>\n<aside class="sidebar"><h2>{e(w["more"])}</h2><ul>{side}</ul></aside></main>\n<footer><p>© {e(r.head["outlet"])}. {e(w["rights"])}</p><a href="/c">{e(w["contact"])}</a></footer>\n</body></html>\n'


def blog_engine(r):
    w = r.words
    return r.open(f"<title>{e(r.title)} – {e(r.head['outlet'])}</title>\n<meta name=\"generator\" content=\"Quillpress 4.2\">\n" + r.og(), ' class="single single-post"') + \
        f'<div id="page" class="hfeed site"><div id="masthead"><p class="site-title"><a href="/" rel="home">{e(r.head["outlet"])}</a></p><div class="menu-container"><ul id="menu-1">' + "".join(f'<li class="menu-item"><a href="#">{e(m)}</a></li>' for m in r.menu(5)) + \
        f'</ul></div></div><div id="content"><div id="primary"><div class="post type-post hentry"><h1 class="entry-title">{e(r.title)}</h1>\n<div class="entry-content">\n' + \
        r.body(lambda l: f"<p>{e(l)}</p>", lambda l, x: f'<div class="widget code-block {x}">{e(l)}</div>') + \
        f'\n<div class="sharedaddy"><h3>{e(w["share"])}:</h3><ul><li><a href="#">Chirp</a></li><li><a href="#">Facepage</a></li></ul></div></div></div></div>' + \
        f'<div id="secondary" class="widget-area"><div class="widget"><h4>{e(w["letter"])}</h4><form><input placeholder="{e(w["mail"])}"><button>OK</button></form></div><div class="widget"><h4>{e(w["more"])}</h4><ul>' + \
        "".join(f"<li><a href='#'>{e(t)}</a></li>" for t in r.pick(3, 2)) + "</ul></div></div></div></div></body></html>\n"


def tables(r):
    return r.open(f"<title>{e(r.head['outlet'])}: {e(r.title)}</title>\n", ' bgcolor="#ffffff"') + \
        '<table width="760" cellpadding="4"><tr><td colspan="2"><font size="5">' + e(r.head["outlet"]) + '</font></td></tr><tr><td width="140" valign="top" bgcolor="#eeeecc">' + "<br>".join(f'<a href="p{i}.htm">{e(m)}</a>' for i, m in enumerate(r.menu(6))) + \
        f'</td><td valign="top"><font size="4"><b>{e(r.title)}</b></font>\n' + r.body(lambda l: f'<p align="justify">{e(l)}</p>', lambda l, x: f'<p align="center"><small>{e(l)}</small></p>') + \
        f'\n<hr><a href="javascript:window.print()">[print]</a> <a href="index.htm">[{e(r.menu(1)[0])}]</a></td></tr><tr><td colspan="2" align="center"><font size="1">© {e(r.words["rights"])}</font></td></tr></table></body></html>\n'


def wire(r):
    meta = f'<meta name="date" content="{r.day}">\n' if r.day else ""
    return r.open(f"<title>{e(r.title)}</title>\n{meta}<meta name=\"author\" content=\"{html.escape(r.head['outlet'])}\">\n") + \
        f'<div class="top-bar"><span>{e(r.head["outlet"])}</span> · <a href="/login">Login</a></div><section class="dispatch"><h2 class="slug">{e(r.title)}</h2>\n' + \
        r.body(lambda l: f'<p class="dispatch-line">{e(l)}</p>', lambda l, x: f'<p class="service-line {x}">{e(l)}</p>') + \
        f'\n</section><div class="latest"><b>{e(r.words["more"])}</b>' + "".join(f'<div><a href="#">{e(t)}</a></div>' for t in r.pick(4, 3)) + f'</div><div class="cookie-consent" role="dialog">{e(r.words["cookie"])} <button>{e(r.words["ok"])}</button></div></body></html>\n'


def office(r):
    day = f'<div class="news-date">{e(r.day[:10])}</div>' if r.day else ""
    return r.open(f"<title>{e(r.title)} :: {e(r.head['outlet'])}</title>\n<meta name=\"description\" content=\"{html.escape(r.lines[0][:120])}\">\n") + \
        f'<div id="wrapper"><div id="head"><img src="/img/emblem.png" alt=""><h3>{e(r.head["outlet"])}</h3></div><div id="breadcrumb"><a href="/">{e(r.menu(1)[0])}</a> &raquo; <a href="/press">Press</a> &raquo; <span>{e(r.title[:40])}…</span></div><div id="left"><ul>' + "".join(f'<li><a href="#">{e(m)}</a></li>' for m in r.menu(4)) + \
        f'</ul></div><div id="content"><h1>{e(r.title)}</h1>{day}\n<div class="text">\n' + r.body(lambda l: f"<p>{e(l)}</p>", lambda l, x: f'<div class="banner">{e(l)}</div>') + f'\n</div><p class="print"><a href="?print=1">Print</a> | <a href="?pdf=1">PDF</a></p></div><div id="foot">{e(r.words["contact"])} | {e(r.words["about"])} | {e(r.words["rights"])}</div></div></body></html>\n'


def breaks(r):
    return r.open(f"<title>{e(r.title)}</title>\n") + f'<div class="blog"><div class="blog-header"><a href="/">{e(r.head["outlet"])}</a></div><div class="post"><h3 class="post-title">{e(r.title)}</h3><div class="post-body">\n' + \
        r.body(lambda l: f"{e(l)}<br><br>", lambda l, x: f'<span class="ad-label">{e(l)}</span><br><br>') + \
        f'\n</div><div class="post-footer">0 {e(r.words["say"])}</div></div><div class="blogroll"><b>{e(r.words["more"])}</b><br>' + "<br>".join(f'<a href="#">{e(t)}</a>' for t in r.pick(3, 4)) + "</div></div></body></html>\n"


def channel(r):
    time = f'<time datetime="{r.day}">{e(r.day[:10])}</time>' if r.day else ""
    return r.open(f'<title>{e(r.head["outlet"])} – channel</title>\n<meta property="og:title" content="{html.escape(r.head["outlet"])}">\n') + \
        f'<div class="channel-info"><b>{e(r.head["outlet"])}</b><span>12.4K subscribers</span><a href="#">Open in app</a></div><div class="message"><div class="message-owner">{e(r.head["outlet"])}</div><div class="message-text"><b>{e(r.title)}</b>\n' + \
        r.body(lambda l: f"<p>{e(l)}</p>", lambda l, x: f'<p class="tail">{e(l)}</p>') + f'\n</div><div class="message-meta"><span>3.1K views</span> {time}</div></div></body></html>\n'


def accelerated(r):
    return r.open(f'<title>{e(r.title)}</title>\n<link rel="canonical" href="{r.head["url"]}">\n<style>body{{margin:0}}</style>\n' + r.ld("ReportageNewsArticle"), ' class="fast"') + \
        f'<header><fast-img src="/l.png" width="90" height="30"></fast-img></header><fast-sidebar><ul>' + "".join(f"<li>{e(m)}</li>" for m in r.menu(5)) + f'</ul></fast-sidebar><article><h1>{e(r.title)}</h1>\n' + \
        r.body(lambda l: f"<p>{e(l)}</p>", lambda l, x: f'<fast-ad type="{x}"><p>{e(l)}</p></fast-ad>') + f'\n<fast-social-share></fast-social-share></article><section class="recommended"><h4>{e(r.words["more"])}</h4>' + "".join(f"<a href='#'><h5>{e(t)}</h5></a>" for t in r.pick(3, 5)) + "</section></body></html>\n"


def entries(r):
    items = r.body(lambda l: f'<section class="entry"><p>{e(l)}</p></section>', lambda l, x: f'<div class="inline-{x}">{e(l)}</div>')
    return r.open(f"<title>{e(r.title)} | {e(r.head['outlet'])}</title>\n" + r.og() + (r.ld("LiveBlogPosting") if r.labels["report"].get("form") == "live_blog" else r.ld())) + \
        f'<nav>{" | ".join(e(m) for m in r.menu(6))}</nav><main><h1>{e(r.title)}</h1><div class="feed">\n{items}\n</div></main><aside><h3>{e(r.words["letter"])}</h3><form><input type="email" placeholder="{e(r.words["mail"])}"></form></aside><footer>{e(r.words["about"])} · {e(r.words["rights"])}</footer></body></html>\n'


def radio(r):
    day = f'<span class="broadcast">{e(r.day[:10])}</span>' if r.day else ""
    return r.open(f"<title>{e(r.title)} - {e(r.head['outlet'])}</title>\n<meta name=\"twitter:title\" content=\"{html.escape(r.title)}\">\n") + \
        f'<div class="r-header">{e(r.head["outlet"])} FM 98.4 <ul class="r-menu">' + "".join(f"<li>{e(m)}</li>" for m in r.menu(4)) + f'</ul></div><div class="r-story"><div class="player" data-src="/a.mp3">▶ {e(r.words["listen"])} 02:41</div><div class="r-title">{e(r.title)}</div>{day}<div class="transcript">\n' + \
        r.body(lambda l: f"<div>{e(l)}</div>", lambda l, x: f'<div class="r-note">{e(l)}</div>') + f'\n</div></div><div class="r-more"><div>{e(r.words["more"])}</div>' + "".join(f'<div><a href="#">{e(t)}</a></div>' for t in r.pick(2, 6)) + f"</div><div>{e(r.words['sub'])}</div></body></html>\n"


def hashed(r):
    k = lambda n: "css-" + hashlib.sha256(f"{r.seed}{n}".encode()).hexdigest()[:7]
    state = json.dumps({"page": {"id": r.id, "kind": "story", "published": r.day}}, ensure_ascii=False)
    return r.open(f"<title data-rh=\"true\">{e(r.title)}</title>\n" + r.og()) + \
        f'<div id="root"><div class="{k(1)}"><div class="{k(2)}">' + "".join(f'<a class="{k(3)}" href="/t/{i}">{e(m)}</a>' for i, m in enumerate(r.menu())) + f'</div><div class="{k(4)}"><h1 class="{k(5)}">{e(r.title)}</h1><div class="{k(6)}">\n' + \
        r.body(lambda l: f'<p class="{k(7)}">{e(l)}</p>', lambda l, x: f'<div class="{k(8)}"><span>{e(l)}</span></div>') + f'\n</div></div><div class="{k(9)}"><h2>{e(r.words["more"])}</h2>' + "".join(f'<a class="{k(10)}" href="#"><span>{e(t)}</span><span>4 {e(r.words["read"])}</span></a>' for t in r.pick(4, 7)) + f'</div></div></div><script>window.__STATE__={state}</script></body></html>\n'


def magazine(r):
    first = True
    def p(l):
        nonlocal first
        out = f'<p><span class="dropcap">{e(l[0])}</span>{e(l[1:])}</p>' if first and l[0].isalpha() and not r.rtl else f"<p>{e(l)}</p>"
        first = False
        return out
    return r.open(f"<title>{e(r.title)} · {e(r.head['outlet'])}</title>\n" + r.ld("Article")) + f'<header><h2><a href="/">{e(r.head["outlet"])}</a></h2></header><article><hgroup><h1>{e(r.title)}</h1></hgroup><div class="columns">\n' + \
        r.body(p, lambda l, x: f'<div class="house-ad">{e(l)}</div>') + f'\n</div></article><section id="subscribe"><h3>{e(r.words["sub"])}</h3><p>{e(r.words["letter"])}</p></section><footer>{e(r.words["contact"])}</footer></body></html>\n'


def collector(r):
    cards = "".join(f'<div class="card"><h3><a href="#">{e(t)}</a></h3><span class="src">{e(r.head["outlet"])}</span></div>' for t in r.pick(4, 8))
    return r.open(f"<title>{e(r.title)}</title>\n<meta name=\"robots\" content=\"noindex\">\n") + f'<div class="topstories">{cards}</div><div class="reader"><h1>{e(r.title)}</h1><div class="reader-body">\n' + \
        r.body(lambda l: f"<p>{e(l)}</p>", lambda l, x: f'<div class="sponsor">{e(l)}</div>') + f'\n</div></div><div id="cookiebar">{e(r.words["cookie"])}<a href="#">{e(r.words["ok"])}</a></div></body></html>\n'


def phone(r):
    n = 0
    def p(l):
        nonlocal n
        n += 1
        slot = '<div class="adslot" data-slot="mid"></div>' if n % 3 == 0 else ""
        return f"<p>{e(l)}</p>{slot}"
    day = f'<small><time datetime="{r.day}">{e(r.day[:10])}</time></small>' if r.day else ""
    return r.open(f'<title>{e(r.title)}</title>\n<meta name="viewport" content="width=device-width">\n' + r.og()) + f'<div class="m-bar">☰ {e(r.head["outlet"])}</div><div class="m-article"><h1>{e(r.title)}</h1>{day}<div class="m-share"><a>{e(r.words["share"])}</a></div>\n' + \
        r.body(p, lambda l, x: f'<div class="m-{x}">{e(l)}</div>') + f'\n</div><div class="m-list"><h6>{e(r.words["more"])}</h6><ol>' + "".join(f"<li>{e(t)}</li>" for t in r.pick(4, 9)) + "</ol></div></body></html>\n"


TEMPLATES = [newspaper, blog_engine, tables, wire, office, breaks, channel, accelerated, entries, radio, hashed, magazine, collector, phone]

if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 140
    ids = sorted((f[:-3] for f in os.listdir(os.path.join(HERE, "reports")) if f.endswith(".md")), key=lambda i: hashlib.sha256(b"page " + i.encode()).hexdigest())[:most]
    os.makedirs(os.path.join(HERE, "pages"), exist_ok=True)
    for old in os.listdir(os.path.join(HERE, "pages")):
        if old.endswith(".html"): os.remove(os.path.join(HERE, "pages", old))
    for number, i in enumerate(sorted(ids)):
        report = Report(os.path.join(HERE, "reports", i + ".md"))
        make = TEMPLATES[number % len(TEMPLATES)]
        page = "<!-- Invented: outlets, persons and events of this page do not exist. CC BY 4.0 -->\n" + make(report)
        open(os.path.join(HERE, "pages", i + ".html"), "w", encoding="utf-8").write(page)
    print(len(ids), "pages")
