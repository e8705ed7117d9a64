# frozen_string_literal: true

require 'json'

# Writes tables as TOML 1.0. Keys are in the order of the alphabet, so that their order in Hiera changes no file.
Puppet::Functions.create_function(:'cta::toml') do
  dispatch :toml do
    param 'Cta::Tables', :tables
    return_type 'String'
  end

  def toml(tables)
    "#{sections([], tables).join("\n\n")}\n"
  end

  private

  # A section for the table's own values, if there are any, and those of the tables in it.
  def sections(path, table)
    tables, values = table.compact.sort.partition { |_, value| value.is_a?(Hash) }
    header = path.empty? ? [] : ["[#{path.map { |key| key_text(key) }.join('.')}]"]
    lines = values.map { |key, value| "#{key_text(key)} = #{value_text(value)}" }
    own = lines.empty? ? [] : [(header + lines).join("\n")]
    own + tables.flat_map { |key, inner| sections(path + [key], inner) }
  end

  def key_text(key)
    key.match?(/\A[A-Za-z0-9_-]+\z/) ? key : string_text(key)
  end

  def value_text(value)
    case value
    when String then string_text(value)
    when Array then "[#{value.map { |item| value_text(item) }.join(', ')}]"
    when Hash then "{ #{value.sort.map { |key, item| "#{key_text(key)} = #{value_text(item)}" }.join(', ')} }"
    else value.to_s
    end
  end

  # The escapes of JSON are TOML's, which wants one more.
  def string_text(text)
    JSON.generate(text).gsub("\u007f", '\u007f')
  end
end
