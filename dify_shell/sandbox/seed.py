"""What is in a new sandbox: people, workspaces, tags and apps that look like a real company's."""

from __future__ import annotations

import random
import uuid
from typing import Any

from . import model_config

OWNER_EMAIL = "dify@example.com"
OWNER_PASSWORD = "difyai123456"  # noqa: S105  # shown to everybody who starts a sandbox
NEWEST = 1_795_400_000
DAY = 86_400

PEOPLE = (
    ("Olive Owner", OWNER_EMAIL, "owner"),
    ("Kenji Watanabe", "kenji.watanabe@example.com", "admin"),
    ("Amélie Dubois", "amelie.dubois@example.com", "editor"),
    ("Priya Nair", "priya.nair@example.com", "editor"),
    ("Tomás Ó Briain", "tomas.obriain@example.com", "normal"),
)
WORKSPACES = ("Acme Engineering", "Acme Support", "Sandbox of Olive")
TAGS = ("support", "internal", "production", "experiment", "marketing", "日本語")
MODES = ("chat", "agent-chat", "completion", "workflow", "advanced-chat")

APPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Support Bot", "advanced-chat", "Answers customers' questions from the handbook.", ("support", "production")),
    ("Support Triage", "workflow", "Sorts incoming tickets by product and urgency.", ("support", "production")),
    ("Invoice Reader", "workflow", "Takes amounts and dates out of scanned invoices.", ("internal",)),
    ("Prod Incident Scribe", "agent-chat", "Keeps the minutes of an incident.", ("internal", "production")),
    ("社内ヘルプデスク", "chat", "社内の質問に答えます。", ("internal", "日本語")),
    ("翻訳アシスタント", "completion", "日本語と英語のあいだの翻訳。", ("日本語",)),
    ("合同审查助手", "workflow", "检查合同中的风险条款。", ("production",)),
    ("مساعد المبيعات", "chat", "يجيب عن أسئلة المبيعات.", ("marketing",)),
    ("Résumé Screener", "workflow", "Reads applications and suggests questions.", ("experiment",)),
    ("Release Notes 🚀", "completion", "Writes release notes from merged pull requests.", ("internal",)),
    ('Tom\'s "R&D" Playground', "agent-chat", "Nothing serious.", ("experiment",)),
    ("Meeting Summariser", "chat", "Minutes from a transcript.", ()),
    ("Old FAQ Bot", "chat", "", ()),
    ("Old Onboarding Guide", "chat", "Replaced by Support Bot.", ()),
    ("Data Quality Checker", "workflow", "Compares tables with their descriptions.", ("experiment",)),
    ("Prod Release Gate", "workflow", "Asks for the last checks before a release.", ("production",)),
)
KNOWLEDGE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("製品情報", "製品の仕様", {
        "仕様.md": "重さは2キログラムです。電池は10時間もちます。",
        "设置指南.md": "首次使用前请充电四小时。然后打开电源。",
    }),
    ("Old Manuals", "", {"دليل.md": "اقرأ هذا الدليل قبل الاستعمال."}),
    ("Handbook", "What customers ask.", {
        "returns.md": "Goods can be returned within 30 days. Keep the receipt.",
        "配送.md": "配送には3日かかります。離島は5日です。",
        "Garantie.md": "La garantie dure deux ans. Gardez la facture.",
    }),
)  # fmt: skip
"""Datasets from the oldest on: name, description, and the texts of documents by name."""
_FIRST = [
    "Service",
    "Sales",
    "Legal",
    "Finance",
    "Hiring",
    "Travel",
    "Security",
    "Data",
    "Release",
    "Quality",
    "Partner",
    "Product",
]
_SECOND = [
    "Bot",
    "Guide",
    "Checker",
    "Summariser",
    "Translator",
    "Router",
    "Classifier",
    "Planner",
    "Reviewer",
    "Extractor",
    "Coach",
    "Scribe",
]


def identifier(*parts: object) -> str:
    """A UUID that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def accounts() -> list[dict[str, Any]]:
    """The members of the first workspace; the first one owns it."""
    return [
        {
            "id": identifier("account", email), "name": name, "email": email, "role": role, "status": "active",
            "created_at": NEWEST - (400 - place) * DAY, "last_login_at": NEWEST - place * DAY,
        }
        for place, (name, email, role) in enumerate(PEOPLE)
    ]  # fmt: skip


def email_of(name: str) -> str:
    """The address of one of the people."""
    return next((email for known, email, _ in PEOPLE if known == name), OWNER_EMAIL)


def tool_credentials() -> dict[str, list[dict[str, Any]]]:
    """The credentials of tools, by the provider that they are for."""
    provider = "langgenius/openai_tool/openai"
    one = {
        "id": identifier("credential", provider), "name": "API KEY 1", "provider": provider,
        "credential_type": "api-key", "is_default": True, "credentials": {"openai_api_key": "sk*****"},
    }  # fmt: skip
    return {provider: [one]}


def tags() -> list[dict[str, Any]]:
    """The tags for apps."""
    return [{"id": identifier("tag", name), "name": name, "type": "app", "binding_count": "0"} for name in TAGS]


def apps(count: int) -> list[dict[str, Any]]:
    """`count` apps, the latest first: those above, then more of plausible names."""
    chance = random.Random(7)  # noqa: S311  # the same apps in every run
    made = []
    for place in range(count):
        if place < len(APPS):
            name, mode, description, tag_names = APPS[place]
        else:
            number = place - len(APPS)
            series, rest = divmod(number, len(_FIRST) * len(_SECOND))
            name = f"{_FIRST[rest % len(_FIRST)]} {_SECOND[rest // len(_FIRST)]}{f' {series + 1}' if series else ''}"
            mode, description, tag_names = chance.choice(MODES), "", tuple(chance.sample(TAGS, chance.randint(0, 2)))
        author = PEOPLE[place % len(PEOPLE)]
        age = place * 365 * DAY // max(count, 1) + chance.randint(0, DAY)
        made.append(
            app(name, mode, description, tag_names, author, created_at=NEWEST - age - 20 * DAY, updated_at=NEWEST - age)
            | {"seeded": True}
        )
    return made


def app(
    name: str, mode: str, description: str, tag_names: tuple[str, ...], author: tuple[str, str, str], *,
    created_at: int, updated_at: int, id: str = "",
) -> dict[str, Any]:  # fmt: skip
    """One app as the listing of 1.13.2 has it, with all of its configuration."""
    account = identifier("account", author[1])
    by_tag = {tag["name"]: tag for tag in tags()}
    with_workflow = mode in ("workflow", "advanced-chat")
    config = None if with_workflow else model_config.new(mode, account, created_at, updated_at)
    return {
        "id": id or identifier("app", name, created_at), "name": name, "max_active_requests": None,
        "description": description, "mode": mode, "icon_type": "emoji", "icon": "🤖", "icon_background": "#FFEAD5",
        "model_config": config, "workflow": None,
        "use_icon_as_answer_icon": False, "created_by": account, "created_at": created_at, "updated_by": account,
        "updated_at": updated_at,
        "tags": [{key: by_tag[tag][key] for key in ("id", "name", "type")} for tag in tag_names],
        "access_mode": None, "create_user_name": None, "author_name": author[0], "has_draft_trigger": False,
        "icon_url": None,
    }  # fmt: skip
