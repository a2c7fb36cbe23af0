/**
 * A plugin of remark for Docusaurus: a fence such as ```python live title="beat.py" becomes HTML that React leaves as it is.
 * What React draws itself it would draw anew in the browser, and take the cells away that `live-cells make` has put there.
 */

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function html({ value, meta }) {
  const classes = meta.split(/\s+/).includes("hidden") ? "live hidden" : "live";
  const [, title] = /title="([^"]*)"/.exec(meta) ?? [];
  const [, name] = /#([\w-]+)/.exec(meta) ?? [];
  const said = `${name ? ` id="${name}"` : ""}${title ? ` data-title="${escaped(title)}"` : ""}`;
  return `<pre class="${classes}"${said}><code>${escaped(value)}</code></pre>`;
}

/** An element whose HTML is a text, as MDX has it: what stands in braces is a syntax tree. */
function element(content) {
  const key = { type: "Identifier", name: "__html" };
  const property = { type: "Property", kind: "init", key, value: { type: "Literal", value: content } };
  const expression = {
    type: "ObjectExpression",
    properties: [{ ...property, method: false, shorthand: false, computed: false }],
  };
  const estree = { type: "Program", sourceType: "module", body: [{ type: "ExpressionStatement", expression }] };
  const value = { type: "mdxJsxAttributeValueExpression", value: "", data: { estree } };
  const attributes = [{ type: "mdxJsxAttribute", name: "dangerouslySetInnerHTML", value }];
  return { type: "mdxJsxFlowElement", name: "div", attributes, children: [] };
}

const isLive = ({ type, lang, meta }) =>
  type === "code" && (lang === "python" || lang === "py") && (meta ?? "").split(/\s+/).includes("live");

const replaced = (node) => (isLive(node) ? element(html(node)) : visited(node));

function visited(node) {
  if (node.children) node.children = node.children.map(replaced);
  return node;
}

export default () => visited;
