"""Expressions and statements of Jinja for make_templates.py, by what they exercise."""

MESSAGES = [{'role':'system','content':'Sys é'},{'role':'user','content':' Hi\n there  "q" \'s\' '},{'role':'assistant','content':'<think>\nab\n</think>\n\nHello, wörld ß','tool_calls':[{'type':'function','function':{'name':'f','arguments':{'x':1,'y':[1.5,None,True,'a<b>é'],'z':{}}}}]},{'role':'user','content':'','n':3,'f':2.5,'keys':'K'}]

VARIABLES = {'enable_thinking':False,'n':5,'lst':[3,1,2],'nested':{'b':{'c':[1,2,{'d':'deep'}]},'A':1,'a':2,'10':3},'s':'some text here','people':[{'name':'Bob','age':3},{'name':'alice','age':30},{'name':'carol','age':3}],'empty':[],'t':'a,b,,c','fl':1e16,'words':'  the quick  brown fox '}

# One template a line.
LINES = r'''
{{ 1 + 2 * 3 }}|{{ 7 // 2 }}|{{ -7 // 2 }}|{{ -7 % 3 }}|{{ 7 % -3 }}|{{ 7 / 2 }}|{{ 2 ** 10 }}|{{ 2 ** -1 }}|{{ 2 ** 3 ** 2 }}
{{ 1.0 }}|{{ 1e16 }}|{{ 1e15 }}|{{ 1.5e-5 }}|{{ 0.0001 }}|{{ 1e300 * 10 }}|{{ 123456789.123 }}|{{ 100.0 / 3 }}|{{ -0.0 }}|{{ 5e-324 }}|{{ 1e22 }}
{{ 0x1F }}|{{ 0b101 }}|{{ 0o17 }}|{{ 1_000 }}|{{ 1_0.5_0 }}
{{ 'a' ~ 1 ~ none ~ true ~ [1,'x'] ~ {'k': (1,)} ~ 2.5 }}
{{ [1, 'a\'b', "a\"b", 'a\'"b', 'é\n\t\x01\u200b', none, True, 1.0] }}
{{ {'a': 1, 2: 'b', none: [], (1,2): {}} }}
{{ (1,) }}|{{ () }}|{{ 1, 2 }}
{{ 'abc'[0] }}|{{ 'abc'[-1] }}|{{ 'héllo'[1:3] }}|{{ 'abc'[::-1] }}|{{ 'abcdef'[::2] }}|{{ 'abcdef'[4:1:-1] }}|{{ 'abc'[10] }}|{{ 'abc'[-10:2] }}|{{ lst[1:] }}|{{ lst[::-1] }}|{{ lst[:-1] }}|{{ lst[5:1] }}
{{ 'a' in 'abc' }}|{{ 'z' not in 'abc' }}|{{ 3 in lst }}|{{ 'A' in nested }}|{{ 1 < 2 < 3 }}|{{ 1 < 3 < 2 }}|{{ 1 == 1.0 }}|{{ true == 1 }}|{{ 'a' == 1 }}|{{ [1,2] == [1,2] }}|{{ (1,2) == [1,2] }}|{{ {'a':1} == {'a':1.0} }}
{{ not true or true and false }}|{{ 0 or 'x' }}|{{ '' and 1 }}|{{ none or false }}
{{ undefined_thing }}|{{ undefined_thing is defined }}|{{ undefined_thing|default('d') }}|{{ none|default('d') }}|{{ none|default('d', true) }}|{{ ''|d('e', boolean=true) }}
{{ undefined_thing.x }}
{{ messages[0].nothing }}|{{ messages[0].nothing.deeper }}
{{ messages[0]['nothing'] is undefined }}|{{ messages[10] is undefined }}
{{ undefined_thing + 'a' }}
{{ undefined_thing ~ 'a' }}|{{ undefined_thing|length }}|{{ undefined_thing|list }}|{{ undefined_thing == undefined_other }}|{{ undefined_thing|upper }}|{{ undefined_thing is none }}|{{ undefined_thing|join('x') }}
{{ 'x' if false }}|{{ 'x' if true else 'y' }}|{{ 'x' if false else 'y' if false else 'z' }}
{{ -3|abs }}|{{ (-3)|abs }}|{{ 3.7|int }}|{{ '42'|int }}|{{ 'x'|int(7) }}|{{ '0x1f'|int(base=16) }}|{{ '1.9'|int }}|{{ '2.5'|float }}|{{ 'x'|float(1.5) }}|{{ true|int }}
{{ 2.5|round }}|{{ 3.5|round }}|{{ 2.675|round(2) }}|{{ 7|round }}|{{ 2.1|round(0,'ceil') }}|{{ 2.9|round(method='floor') }}|{{ 42.55|round(1) }}|{{ 1234|round(-2) }}
{{ 'hello world-foo (bar'|title }}|{{ "they're bill's"|title }}|{{ "they're bill's x1y".title() }}|{{ 'hELLO wORLD'|capitalize }}|{{ 'ß'|upper }}|{{ 'ǆ'.title() }}|{{ 'HeLLo'.swapcase() }}
{{ '  a b  '.strip() }}|{{ '  a '.lstrip() }}|{{ ' a  '.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'abcba'|trim('ab') }}|{{ '\n a\t'|trim }}|{{ '\u00a0a\u2003'.strip() }}
{{ 'a b  c '.split() }}|{{ t.split(',') }}|{{ t.split(',', 1) }}|{{ t.rsplit(',', 1) }}|{{ ' a b  c '.split(none, 1) }}|{{ ' a b c '.rsplit(none, 1) }}|{{ 'abc'.split('') }}
{{ 'a b c '.split(None, 2) }}|{{ 'a b'.split(maxsplit=0) }}|{{ ''.split() }}|{{ ''.split(',') }}|{{ ',a,'.split(',') }}|{{ 'aaa'.split('aa') }}|{{ 'aaa'.rsplit('aa') }}
{{ 'a\nb\r\nc\n\nd'.splitlines() }}|{{ 'a\nb\n'.splitlines(true) }}|{{ 'k=v=w'.partition('=') }}|{{ 'k=v=w'.rpartition('=') }}|{{ 'kv'.partition('=') }}
{{ 'hello'.replace('l','L') }}|{{ 'hello'.replace('l','L',1) }}|{{ 'abc'.replace('','-') }}|{{ 'aXbX'|replace('X','') }}|{{ 'aaaa'|replace('a','b',2) }}|{{ 5|replace('5','6') }}
{{ 'hello'.find('l') }}|{{ 'hello'.rfind('l') }}|{{ 'héllo'.find('l') }}|{{ 'hello'.find('z') }}|{{ 'hello'.index('e') }}|{{ 'hello'.count('l') }}|{{ 'aaaa'.count('aa') }}|{{ 'hello'.find('l',3) }}|{{ 'abc'.count('') }}|{{ 'abc'.find('', 3) }}|{{ 'abc'.find('',4) }}
{{ 'abc'.startswith('ab') }}|{{ 'abc'.endswith(('x','c')) }}|{{ 'abc'.startswith('b', 1) }}|{{ 'abc'.startswith('') }}
{{ 'abc'.isalpha() }}|{{ '12'.isdigit() }}|{{ 'a1'.isalnum() }}|{{ ' '.isspace() }}|{{ ''.isalpha() }}|{{ 'Ab'.islower() }}|{{ 'AB1'.isupper() }}|{{ '½'.isnumeric() }}|{{ '²'.isdigit() }}|{{ '²'.isdecimal() }}
{{ 'abc'.ljust(5) }}|{{ 'abc'.rjust(5,'*') }}|{{ 'abc'.center(6) }}|{{ 'abcd'.center(7,'*') }}|{{ 'abc'|center(8) }}|{{ '42'.zfill(5) }}|{{ '-42'.zfill(5) }}|{{ '+'.zfill(3) }}
{{ 'TestCase'.removeprefix('Test') }}|{{ 'TestCase'.removesuffix('Case') }}|{{ 'x'.join(['a','b']) }}|{{ ','.join('abc') }}
{{ lst|sort }}|{{ lst|sort(reverse=true) }}|{{ ['b','A','a','B']|sort }}|{{ ['b','A','a','B']|sort(case_sensitive=true) }}|{{ people|sort(attribute='age')|map(attribute='name')|join(',') }}|{{ people|sort(attribute='age,name', reverse=true)|map(attribute='name')|list }}
{{ lst|min }}|{{ lst|max }}|{{ lst|sum }}|{{ people|sum(attribute='age') }}|{{ []|min }}|{{ ['b','A']|min }}|{{ people|max(attribute='age') }}
{{ [1,2,1,'a','A']|unique|list }}|{{ people|groupby('age') }}|{% for g, items in people|groupby('age') %}{{ g }}:{{ items|length }};{% endfor %}
{{ people|map(attribute='name')|list }}|{{ ['a','b']|map('upper')|join }}|{{ people|map(attribute='zip', default='none')|list }}|{{ [[1,2],[3]]|map('first')|list }}|{{ ['a']|map('replace','a','b')|list }}
{{ lst|select('odd')|list }}|{{ lst|reject('odd')|list }}|{{ people|selectattr('age','equalto',3)|map(attribute='name')|list }}|{{ people|rejectattr('age','gt',3)|list|length }}|{{ [0,1,'']|select|list }}|{{ people|selectattr('name')|list|length }}|{{ people|selectattr('name','in',['Bob'])|list }}
{{ [1,2,3,4,5]|batch(2)|list }}|{{ [1,2,3,4,5]|batch(2,'x')|list }}|{{ [1,2,3,4,5]|slice(2)|list }}|{{ [1,2,3,4,5]|slice(3,'x')|list }}
{{ nested|dictsort }}|{{ {'b':1,'a':2}|dictsort(by='value') }}|{{ {'b':1,'a':2}|dictsort(reverse=true) }}|{{ nested|items|list|length }}|{{ nested.items()|list|length }}|{{ nested.keys()|list }}|{{ {'a':1}.values()|list }}
{{ nested.get('zz') }}|{{ nested.get('zz', 4) }}|{{ nested.get('A') }}|{{ nested['b']['c'][2].d }}|{{ nested.b.c.2.d }}
{{ lst|first }}|{{ lst|last }}|{{ 'abc'|first }}|{{ 'abc'|last }}|{{ []|first }}|{{ 'abc'|reverse }}|{{ lst|reverse|list }}|{{ 'abc'|list }}|{{ nested|list }}|{{ nested|length }}
{{ s|length }}|{{ 'héé'|length }}|{{ s|wordcount }}|{{ s|upper }}|{{ s|truncate(9) }}|{{ s|truncate(9,true) }}|{{ 'some text here ok'|truncate(9,false,'..',0) }}|{{ s|truncate(255) }}
{{ 'a\nb\n\nc'|indent }}|{{ 'a\nb'|indent(2, true) }}|{{ 'a\n\nb'|indent(2, blank=true) }}|{{ 'a\nb'|indent('>>') }}
{{ '%s is %d and %5.2f %x %%' % ('a', 42, 3.14159, 255) }}|{{ '%s' % 5 }}|{{ '%05d|%-5d|%+d' % (42, 42, 42) }}|{{ '%(a)s' % {'a': 1} }}|{{ '%s %s'|format('x', 1) }}|{{ '%r' % 'a' }}|{{ '%.2s' % 'abc' }}
{{ '{} {}'.format(1, 'a') }}|{{ '{0}{1}{0}'.format('x','y') }}|{{ '{a}'.format(a=5) }}|{{ '{{}}'.format() }}
{{ '<a href="x">&\'</a>'|e }}|{{ 'a b/c?d=é&'|urlencode }}
{{ nested|tojson }}|{{ messages[2].tool_calls|tojson }}|{{ 'a"\\\n\té\u2028</x>\x7f\x01'|tojson }}|{{ [1.0, 1e20, none, true, (1,2)]|tojson }}|{{ {1: 2, none: 3, true: 4, 1.5: 5}|tojson }}
{{ nested|tojson(indent=2) }}|{{ []|tojson(indent=4) }}|{{ {}|tojson(indent=4) }}|{{ {'a':[]}|tojson(indent=1) }}|{{ nested|tojson(sort_keys=true) }}|{{ 'é😀'|tojson(ensure_ascii=true) }}|{{ nested|tojson(separators=(',',':')) }}
{{ undefined_thing|tojson }}
{{ 3 is odd }}|{{ 4 is even }}|{{ 9 is divisibleby 3 }}|{{ 9 is divisibleby(2) }}|{{ 'a' is string }}|{{ 1 is number }}|{{ 1 is integer }}|{{ 1.0 is float }}|{{ true is integer }}|{{ true is number }}|{{ true is boolean }}|{{ [] is iterable }}|{{ 'a' is iterable }}|{{ 5 is iterable }}|{{ {} is mapping }}|{{ [] is sequence }}|{{ {} is sequence }}|{{ none is none }}|{{ 1 is not none }}
{{ 'abc' is lower }}|{{ 'ABC' is upper }}|{{ 1 is in [1,2] }}|{{ 1 is sameas 1 }}|{{ true is true }}|{{ 1 is true }}|{{ false is false }}|{{ 1 is eq 1 }}|{{ 2 is gt 1 }}|{{ 'upper' is filter }}|{{ 'odd' is test }}|{{ range is callable }}|{{ x is not defined }}
{{ 5 is defined and 3 is odd }}|{{ 'a' is string or false }}|{{ not 3 is even }}|{{ 3 is even is defined }}
{{ range(3)|list }}|{{ range(1,10,3)|list }}|{{ range(5,0,-2)|list }}|{{ range(0)|list }}|{{ range(3)[1] }}|{{ range(3)|length }}
{% for i in range(3) %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.cycle('a','b') }}{{ loop.depth }}{{ loop.changed(i // 2) }};{% endfor %}
{% for k, v in nested.items() %}{{ k }}={{ v }};{% endfor %}{% for k in nested %}{{ k }}{% endfor %}{% for c in 'héy' %}[{{ c }}]{% endfor %}
{% for x in lst if x > 1 %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ loop.last }};{% else %}none{% endfor %}{% for x in [] %}{% else %}empty{% endfor %}{% for x in lst if x > 9 %}a{% else %}nothing{% endfor %}
{% for x in lst %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}{% for x in lst %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% else %}E{% endfor %}
{% for a, b in [(1,2),[3,4]] %}{{ a }}{{ b }}{% endfor %}{% for (a, b), c in [((1,2),3)] %}{{ a+b+c }}{% endfor %}{% for a, b in [(1,2,3)] %}{% endfor %}
{% set x = 1 %}{% for i in lst %}{% set x = x + i %}{{ x }},{% endfor %}{{ x }}{% set ns = namespace(c=0, items=[]) %}{% for i in lst %}{% set ns.c = ns.c + i %}{% set ns.items = ns.items + [i] %}{% endfor %}{{ ns.c }}{{ ns.items }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set (c, d) = (3, 4) %}{{ c }}{{ d }}{% set x %}block {{ a }}{% endset %}{{ x }}{% set y | upper | trim %} hi {% endset %}[{{ y }}]
{% macro m(a, b=2, *args) %}{% endmacro %}
{% macro m(a, b='B') %}[{{ a }}-{{ b }}-{{ varargs }}-{{ kwargs }}]{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(1,2,3,4) }}{{ m(b=5) }}{{ m(1, c=3) }}{{ m() }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, z=2) }}
{% macro outer(x) %}<{{ caller(x, 2) }}>{% endmacro %}{% call(a, b) outer(1) %}{{ a }}+{{ b }}{% endcall %}{% macro fact(n) %}{{ 1 if n <= 1 else n * fact(n-1)|int }}{% endmacro %}{{ fact(6) }}
{% macro a() %}{{ caller() if caller is defined else 'no' }}{% endmacro %}{{ a() }}
{% set g = 1 %}{% macro m() %}{{ g }}{% set g = 5 %}{{ g }}{% endmacro %}{{ m() }}{{ g }}{% set g = 2 %}{{ m() }}{{ m.name }}
{% filter upper %}hello {{ s }}{% endfilter %}{% with a = 1, b = 2 %}{{ a + b }}{% set q = 3 %}{% endwith %}{{ a is defined }}{{ q is defined }}
{% raw %}{{ not }} {% x %}{% endraw %}{# comment {{ x }} #}after{#- c -#}  x
{%- if true -%}  a  {%- endif -%}  b {{- ' c ' -}}  d
  {% endif %}
x {{ 1 }} {% if 1 %} y {% endif %}
a{# c #}
   {# c #}
 y
{% generation %}{{ messages[0].content }}{% endgeneration %}x{% generation %}{% endgeneration %}y{% generation %}é{% generation %}n{% endgeneration %}{% endgeneration %}
{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% set z = 1 %}{% endgeneration %}{% endif %}{{ z is defined }}{% endfor %}
{{ messages[0].items() | list }}|{{ messages[3].n + messages[3].f }}
{{ messages | selectattr('role', 'equalto', 'user') | list | length }}|{{ (messages | map(attribute='role') | list)[-1] }}|{{ messages[1:]|length }}|{{ messages[-1].role }}|{{ messages|last|attr('x') }}
{{ messages[2].content.split('</think>')[-1].lstrip('\n') }}|{{ messages[2]['content'].split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }}
{{ raise_exception('bad ' ~ s) }}
{{ strftime_now('%d %b %Y %H:%M:%S %A %B %y %j %p %I %a %m %e %w %u %%') }}
{{ dict(a=1, b=2) }}|{{ dict({'a': 1}, c=3) }}|{{ dict([('x', 1)]) }}
{% set c = cycler('a','b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}{% set j = joiner('|') %}{{ j() }}{{ j() }}
{% for x in [1,[2,[3]]] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}{% endif %}{% endfor %}
{{ "\u00e9\x41\101\q\
z" }}
{{ lst.append(4) }}
{{ nested.update({}) }}
{{ ''.__class__.__mro__ }}
{{ s.foo }}|{{ s.foo is defined }}|{{ lst.foo }}|{{ none.foo }}
{{ lst['x'] }}|{{ s['upper']() }}|{{ nested['get']('A') }}
{{ 1/0 }}
{{ 'a' + 1 }}
{{ none + 1 }}
{{ [1] + [2] }}|{{ [0] * 3 }}|{{ 'ab' * 3 }}|{{ 3 * 'x' }}|{{ (1,) + (2,) }}|{{ 'a' * -1 }}
{{ lst < [3,2] }}|{{ 'a' < 'b' }}|{{ 'a' < 1 }}
{{ messages[0].content | lower | upper | length }}|{{ 'x' | string | length }}|{{ 5 | string + 'a' }}
{{ (lst | map('string') | join(', ')) ~ '.' }}|{{ lst | join(', ') }}|{{ people | join('-', attribute='name') }}
{% if messages[0].role == 'system' %}S{% elif false %}x{% else %}y{% endif %}{% if not messages %}z{% endif %}{% if tools %}T{% endif %}{% if tools is none %}N{% endif %}{% if documents is defined %}D{% endif %}
{% if enable_thinking is defined and enable_thinking is false %}off{% endif %}{% if enable_thinking is defined and not enable_thinking %}off2{% endif %}
{% set content = messages[2].content %}{% if '</think>' in content %}{% set content = content.split('</think>')|last %}{% endif %}{{ content|trim }}
{{ (1, 2)[0] }}|{{ [1,2,3][1] }}|{{ {'a': 1}.a }}|{{ {'a': 1}['a'] }}|{{ 'abc'.upper().lower()[1] }}
{{ 'x' if messages|length > 3 and messages[0].role in ['system','developer'] else 'y' }}
{{ lst|length == 3 }}|{{ lst|length * 2 }}|{{ -lst|length }}|{{ 2 + lst|length }}
{% for m in messages %}{% set role = m.role|capitalize %}{{ role }}:{{ loop.index0 % 2 == 0 }}{% if not loop.last %},{% endif %}{% endfor %}
{{ {'a': 1, 'b': 2}|map('upper')|list }}|{{ 'abc'|map('upper')|list }}
{{ people|map(attribute='name')|map('lower')|select('in', ['bob'])|first }}
{{ '' }}{{ none }}{{ true }}{{ [] }}{{ {} }}
{{ foo.bar is defined }}
{{ messages[0].foo.bar is defined }}
{{ messages[0]['foo']['bar'] }}
{%set x=1%}{{x}}{%if x==1%}y{%endif%}
{{ '{%' }}{{ '}}' }}{{ "{{" }}
{{ {'a':{'b':1}}['a']['b'] }}{{ {'a':{'b':1}} }}
{% set x = {'a': [1, 2,], 'b': (1, 2,),} %}{{ x }}
{{ words.split() | join(' ') }}|{{ words|trim|title }}
{{ true and 'yes' or 'no' }}|{{ [] or {} or 'd' }}|{{ 'a' or undefined_thing.x }}
{{ loop }}|{{ loop is defined }}
{% for i in 5 %}{% endfor %}
{% for i in none %}{% endfor %}
{{ 10000000000 * 10000 }}|{{ 2 ** 62 }}
{% include 'x' %}
{% unknown %}
{{ 1 + }}
{% if x %}
{{ 'abc }}
{{ x }
{{ (1 }}
{% endif %}
{{ 'a' | nosuchfilter }}
{{ 1 is nosuchtest }}
{% for x in lst %}{{ x }}{% endif %}
{% macro caller() %}{% endmacro %}x
{{ s|replace('text', none) }}|{{ s|replace('text', 5) }}
{{ [1,2]|string }}|{{ [undefined_thing] }}
{{ 'é' < 'z' }}|{{ 'ﬁ'|upper }}|{{ 'İ'|lower|length }}|{{ 'ΑΣ'|lower }}|{{ 'ŉ'.capitalize() }}
{{ ['a', 'b'] | tojson(indent='--') }}|{{ 0.1 + 0.2 }}|{{ 1e100 }}|{{ 3.0 * 2 }}|{{ 7.5 // 2 }}|{{ -7.5 % 2 }}|{{ 1.5 ** 2 }}
{% set ns = namespace() %}{% set ns.a = 1 %}{{ ns.a }}{{ ns.b is defined }}{{ ns['a'] }}
{% set ns = namespace(x=1) %}{% macro f() %}{% set ns.x = ns.x + 1 %}{% endmacro %}{{ f() }}{{ f() }}{{ ns.x }}
{% set undefined_ns.x = 1 %}
{% for i in lst %}{% for j in lst %}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}
{% for i in lst %}{% set outer = loop %}{% for j in lst %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}
{{ messages|tojson }}
{{ messages[2]|string }}
{{ 'abc'|replace('b', messages[1].content)|trim }}
'''.strip("\n").split("\n")

BLOCKS = ["  {% if true %}\n  line\n  {% endif %}\nend","  {%+ if true %}\n keep {% endif +%}\nx","a{# c #}\nb\n   {# c #}\n   c","{% raw -%}   x {%- endraw %} {% raw %}\n y\n{% endraw %}\n","a\n\n{%- if true %}\n\n b\n{%- endif %}\n\n","{{ 1 }}\n","{{ 1 }}\n\n","a\r\nb\rc\r\n","{% for i in lst -%}\n  {{ i }}\n  {%- if not loop.last %}, {% endif %}\n{%- endfor %}\n","   {{- 'x' }}\n   {{ 'y' -}}\n z","\t{% if 1 %}\t{% endif %}\t\n","{% if 1 %}  {% if 1 %}\n  {% endif %}\n{% endif %}x","{{ '\n' }}|{{ \"a\nb\" }}","{#- a -#}\n\n x {#+ b +#}\n y","{{ 1 }}   {%- if 1 %}\n\n  z{% endif %}","  {% raw %}  a\n  {% endraw %}  b","{% set x = '1' %}\n\n{{ x\n}}\n","\u00a0{%- if 1 %}a{% endif %}\u2003{%- if 1 %}b{% endif -%}\u2003c","{{ \"\\u00e9\\x41\\101\\q\\\nz\" }}","{% if 1 %}{# c #}\n  {% endif %}\nq\n","{{ 'a'\n  ~ 'b' }}\n{%- for x in\n lst\n%}{{ x }}{% endfor %}"]
