"""The style sheet for Qt's own widgets: fields, menus, scroll bars, tables, tool tips. Ours paint themselves."""

from __future__ import annotations

from desktop_app.ui.tokens import RADIUS, SIZE, SPACE, Theme


def style_sheet(theme: Theme) -> str:
    """One sheet, made from the tokens. Rules name a class or an object, so that no background leaks into children."""
    c = theme.colours
    return f"""
QToolTip {{
    background: {c.raised}; color: {c.text}; border: 1px solid {c.line};
    padding: {SPACE.xs}px {SPACE.s}px;
}}
QMenu {{
    background: {c.raised}; color: {c.text}; border: 1px solid {c.line}; padding: {SPACE.xs}px;
}}
QMenu::item {{ padding: 6px {SPACE.xxl}px 6px {SPACE.m}px; border-radius: {RADIUS.inner}px; }}
QMenu::item:selected {{ background: {c.sel}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.mute}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: {SPACE.xs}px {SPACE.s}px; }}
QMenu::icon {{ padding-left: {SPACE.s}px; }}
QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {{
    background: {c.card}; color: {c.text}; border: 1px solid {c.control}; border-radius: {RADIUS.control}px;
    padding: 0 {SPACE.m}px; min-height: {SIZE.control - 2}px;
    selection-background-color: {c.acc}; selection-color: {c.on_acc}; placeholder-text-color: {c.mute};
}}
QPlainTextEdit {{ padding: {SPACE.s}px; }}
QLineEdit:hover, QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover {{ border-color: {c.sub}; }}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{
    border: 2px solid {c.acc}; padding: 0 {SPACE.m - 1}px; min-height: {SIZE.control - 4}px;
}}
QLineEdit:disabled, QComboBox:disabled {{ color: {c.mute}; border-color: {c.line}; }}
QComboBox::drop-down {{ border: none; width: {SPACE.xxl}px; }}
QComboBox QAbstractItemView {{
    background: {c.raised}; color: {c.text}; border: 1px solid {c.line}; padding: {SPACE.xs}px; outline: none;
    selection-background-color: {c.sel}; selection-color: {c.text};
}}
QScrollArea, QScrollArea > QWidget > QWidget#page {{ background: transparent; border: none; }}
QAbstractScrollArea {{ border: none; }}
QListView, QTableView, QTreeView {{
    background: transparent; color: {c.text}; border: none; outline: none;
    selection-background-color: {c.sel}; selection-color: {c.text};
}}
TrackTable, TileGrid {{ selection-background-color: transparent; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{
    background: {c.bg}; color: {c.sub}; border: none; border-bottom: 1px solid {c.line};
    padding: 0 {SPACE.s}px; min-height: {SIZE.control_small}px;
}}
QTableCornerButton::section {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {SPACE.m}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {SPACE.m}px; margin: 0; }}
QScrollBar::handle {{ background: {c.track}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {SPACE.vast}px; }}
QScrollBar::handle:horizontal {{ min-width: {SPACE.vast}px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {c.control}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {c.line}; }}
QDialog, QMessageBox {{ background: {c.card}; }}
EditDialog, Question {{ border: 1px solid {c.control}; }}
"""
