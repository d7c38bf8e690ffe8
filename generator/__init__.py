"""Khumue: the YAML of a process, its tools and its criteria → a bilingual manual site with
worksheets.

The flow, stage by stage; each takes a whole value and gives a whole value, and none knows the next:

    data/*.yml, content/*.md → reading → Guide → checks → problems, each with its place and its remedy
                                          Guide → pages → Site → MkDocs → site/ → publishing.verify → swapped in whole

`build` joins the stages. Two doors open on it: `__main__` (the command `khumue`) and
`mkdocs_plugin` (`mkdocs build`, `mkdocs serve`).
"""
