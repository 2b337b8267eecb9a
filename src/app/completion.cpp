// `weft completion`: shell completion scripts made from the command tree, so that they never lag behind it.
//
// Both shells share one table: command path -> its commands, flags and their help. Flags that take a FILE, DIR or CSV
// complete file names.
#include "app/commands.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace weft::app {
namespace {

/// A command with what may follow it.
struct Node {
  std::string path;  ///< "weft user add"
  struct Word {
    std::string name, help;
    bool value = false;  ///< a flag that takes one
    bool file = false;   ///< ... and it is a file or directory
  };
  std::vector<Word> commands, flags;
  bool file_argument = false;
  std::vector<std::string> choices;  ///< of its argument
};

bool names_file(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.starts_with("FILE") || type.starts_with("DIR") || type.starts_with("CSV");
}

Node node_of(const CLI::App& command, const std::string& path) {
  Node node{path, {}, {}, false, {}};
  for (const CLI::App* child : command.get_subcommands([](const CLI::App*) { return true; })) {
    node.commands.push_back({child->get_name(), child->get_description(), false, false});
  }
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) {
      node.file_argument = node.file_argument || names_file(*option);
      if (option->get_name() == "shell") node.choices = {"bash", "zsh"};
      if (option->get_name() == "role") node.choices = {"member", "admin", "owner"};
    }
    for (const std::string& name : option->get_lnames()) {
      node.flags.push_back(
          {"--" + name, option->get_description(), option->get_items_expected_max() > 0, names_file(*option)});
    }
  }
  return node;
}

void collect(const CLI::App& command, const std::string& path, std::vector<Node>& nodes) {
  nodes.push_back(node_of(command, path));
  for (const CLI::App* child : command.get_subcommands([](const CLI::App*) { return true; }))
    collect(*child, path + " " + child->get_name(), nodes);
}

std::string names(const std::vector<Node::Word>& words) {
  std::string text;
  for (const Node::Word& word : words)
    text.append(text.empty() ? "" : " ").append(word.name);
  return text;
}

std::string bash_script(const std::vector<Node>& nodes) {
  std::string text = R"(# bash completion for weft; use it with: source <(weft completion bash)
_weft() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path=weft words='' files=0 i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path ${COMP_WORDS[i]}" in
)";
  for (const Node& node : nodes) {
    if (node.path != "weft") text += "      '" + node.path + "') path='" + node.path + "' ;;\n";
  }
  text += "    esac\n  done\n  case \"$path $before\" in\n";
  for (const Node& node : nodes) {
    for (const Node::Word& flag : node.flags) {
      if (!flag.value) continue;
      text += "    '" + node.path + " " + flag.name + "') " +
              (flag.file ? "mapfile -t COMPREPLY < <(compgen -f -- \"$word\")" : "COMPREPLY=()") + "; return ;;\n";
    }
  }
  text += "  esac\n  case $path in\n";
  for (const Node& node : nodes) {
    std::string words = names(node.commands);
    for (const std::string& choice : node.choices)
      words += (words.empty() ? "" : " ") + choice;
    text += "    '" + node.path + "') words='" + words + (words.empty() ? "" : " ") + names(node.flags) + "'" +
            (node.file_argument ? " files=1" : "") + " ;;\n";
  }
  return text + R"(  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  if ((files && ! ${#COMPREPLY[@]})); then mapfile -t COMPREPLY < <(compgen -f -- "$word"); fi
}
complete -o filenames -F _weft weft
)";
}

/// The help of a word inside single quotes of a _describe item, where a colon ends the name.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c == ':' ? ',' : c == '\n' ? ' ' : c;
    }
  }
  return out;
}

std::string zsh_script(const std::vector<Node>& nodes) {
  std::string text = R"(#compdef weft
# zsh completion for weft; use it with: weft completion zsh > "${fpath[1]}/_weft"
_weft() {
  local place=weft before=${words[CURRENT-1]} i
  local -a items
  for ((i = 2; i < CURRENT; i++)); do
    case "$place ${words[i]}" in
)";
  for (const Node& node : nodes) {
    if (node.path != "weft") text += "      '" + node.path + "') place='" + node.path + "' ;;\n";
  }
  text += "    esac\n  done\n  case \"$place $before\" in\n";
  for (const Node& node : nodes) {
    for (const Node::Word& flag : node.flags) {
      if (flag.value)
        text += "    '" + node.path + " " + flag.name + "') " +
                (flag.file ? "_files" : "_message '" + zsh_text(flag.help) + "'") + "; return ;;\n";
    }
  }
  text += "  esac\n  case $place in\n";
  for (const Node& node : nodes) {
    text += "    '" + node.path + "') items=(";
    for (const Node::Word& word : node.commands)
      text += "'" + word.name + ":" + zsh_text(word.help) + "' ";
    for (const std::string& choice : node.choices)
      text += "'" + choice + "' ";
    for (const Node::Word& word : node.flags)
      text += "'" + word.name + ":" + zsh_text(word.help) + "' ";
    text += std::string(")") + (node.file_argument ? "; _files" : "") + " ;;\n";
  }
  return text + R"(  esac
  _describe weft items
}
if [[ $funcstack[1] == _weft ]]; then _weft "$@"; else compdef _weft weft; fi
)";
}

}  // namespace

int completion(const CLI::App& tree, const std::string& shell) {
  std::vector<Node> nodes;
  collect(tree, "weft", nodes);
  const std::string script = shell == "bash" ? bash_script(nodes) : zsh_script(nodes);
  std::fwrite(script.data(), 1, script.size(), stdout);
  return 0;
}

}  // namespace weft::app
