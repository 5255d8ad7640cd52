"""
Lines of the library that are often seen in tracebacks, as the Python of the distributions has them: file, function and line of the
interpreter that runs; file where it is another, line, first and last column, and the line itself.
"""

LINES = r'''
_strptime.py	_strptime	453		349	0	58	raise ValueError("time data %r does not match format %r" %
_strptime.py	_strptime_datetime	674		568	32	62	tt, fraction, gmtoff_fraction = _strptime(data_string, format)
asyncio/base_events.py	_connect_sock	1044		973	0	38	await self.sock_connect(sock, address)
asyncio/base_events.py	create_connection	1141		1069	7	32	sock = await self._connect_sock(
asyncio/base_events.py	create_connection	1166		1085	0	19	raise exceptions[0]
asyncio/base_events.py	run_until_complete	725		653	7	22	return future.result()
asyncio/runners.py	run	118		118	7	42	return self._loop.run_until_complete(task)
asyncio/runners.py	run	195		190	7	23	return runner.run(main)
asyncio/selector_events.py	sock_connect	641		634	7	16	return await fut
asyncio/streams.py	open_connection	48		48	15	44	transport, _ = await loop.create_connection(
asyncio/tasks.py	sleep	718		649	7	19	return await future
asyncio/tasks.py	wait_for	506		502	0	40	raise exceptions.TimeoutError() from exc
asyncio/tasks.py	wait_for	507		500	7	19	return fut.result()
base64.py	b64decode	88		88	7	51	return binascii.a2b_base64(s, strict_mode=validate)
concurrent/futures/_base.py	__get_result	401		401	0	21	raise self._exception
concurrent/futures/_base.py	result	449		449	7	26	return self.__get_result()
configparser.py	__getitem__	998		979	0	19	raise KeyError(key)
fractions.py	__new__	256		115	0	53	raise ValueError('Invalid literal for Fraction: %r' %
http/client.py	_read_status	292		286	11	41	line = str(self.fp.readline(_MAXLINE + 1), "iso-8859-1")
http/client.py	_send_output	1093		1048	0	14	self.send(msg)
http/client.py	_send_request	1384		1340	0	52	self.endheaders(body, encode_chunked=encode_chunked)
http/client.py	begin	331		325	26	45	version, status, reason = self._read_status()
http/client.py	connect	1003		952	12	36	self.sock = self._create_connection(
http/client.py	endheaders	1333		1289	0	62	self._send_output(message_body, encode_chunked=encode_chunked)
http/client.py	getresponse	1430		1386	0	16	response.begin()
http/client.py	request	1338		1294	0	62	self._send_request(method, url, body, headers, encode_chunked)
http/client.py	send	1037		986	0	14	self.connect()
http/server.py	server_bind	136		136	0	40	socketserver.TCPServer.server_bind(self)
ipaddress.py	ip_address	54		54	0	78	raise ValueError(f'{address!r} does not appear to be an IPv4 or IPv6 address')
json/__init__.py	dumps	231		231	7	35	return _default_encoder.encode(obj)
json/__init__.py	load	293		293	7	23	return loads(fp.read(),
json/__init__.py	loads	346		346	7	33	return _default_decoder.decode(s)
json/decoder.py	decode	345		337	11	49	obj, end = self.raw_decode(s, idx=_w(s, 0).end())
json/decoder.py	decode	348		340	0	43	raise JSONDecodeError("Extra data", s, end)
json/decoder.py	raw_decode	361		353	11	33	obj, end = self.scan_once(s, idx)
json/decoder.py	raw_decode	363		355	0	64	raise JSONDecodeError("Expecting value", s, err.value) from None
json/encoder.py	default	180		180	0	57	raise TypeError(f'Object of type {o.__class__.__name__} '
json/encoder.py	encode	200		200	9	43	chunks = self.iterencode(o, _one_shot=True)
json/encoder.py	iterencode	261		258	7	24	return _iterencode(o, 0)
pathlib/_abc.py	read_text	632	pathlib.py	1058	5	58	with self.open(mode='r', encoding=encoding, errors=errors) as f:
pathlib/_abc.py	write_text	651	pathlib.py	1078	5	75	with self.open(mode='w', encoding=encoding, errors=errors, newline=newline) as f:
pathlib/_local.py	iterdir	575	pathlib.py	931	12	28	for name in os.listdir(self):
pathlib/_local.py	mkdir	722	pathlib.py	1116	0	20	os.mkdir(self, mode)
pathlib/_local.py	open	537	pathlib.py	1044	7	64	return io.open(self, mode, buffering, encoding, errors, newline)
pathlib/_local.py	stat	515	pathlib.py	1013	7	53	return os.stat(self, follow_symlinks=follow_symlinks)
pathlib/_local.py	unlink	746	pathlib.py	1147	0	15	os.unlink(self)
queue.py	get	199		168	0	11	raise Empty
queue.py	get_nowait	234		199	7	28	return self.get(block=False)
random.py	choice	351		373	0	56	raise IndexError('Cannot choose from an empty sequence')
re/__init__.py	_compile	350		294	4	37	p = _compiler.compile(pattern, flags)
re/__init__.py	compile	289		227	7	31	return _compile(pattern, flags)
re/_compiler.py	compile	748		745	4	27	p = _parser.parse(p, flags)
re/_parser.py	_parse	865		874	0	56	raise source.error("missing ), unterminated subpattern",
re/_parser.py	_parse_sub	459		464	12	54	itemsappend(_parse(source, state, verbose, nested + 1,
re/_parser.py	parse	980		989	4	58	p = _parse_sub(source, state, flags & SRE_FLAG_VERBOSE, 0)
shlex.py	__next__	300		300	8	24	token = self.get_token()
shlex.py	get_token	109		109	6	23	raw = self.read_token()
shlex.py	read_token	191		191	0	40	raise ValueError("No closing quotation")
shlex.py	split	313		315	7	16	return list(lex)
shutil.py	_copytree	491		459	0	40	os.makedirs(dst, exist_ok=dirs_exist_ok)
shutil.py	copy	428		419	0	51	copyfile(src, dst, follow_symlinks=follow_symlinks)
shutil.py	copy2	468		436	0	51	copyfile(src, dst, follow_symlinks=follow_symlinks)
shutil.py	copyfile	260		256	5	20	with open(src, 'rb') as fsrc:
shutil.py	copytree	591		559	5	20	with os.scandir(src) as itr:
shutil.py	copytree	593		561	7	70	return _copytree(entries=entries, src=src, dst=dst, symlinks=symlinks,
shutil.py	move	856		825	0	24	os.rename(src, real_dst)
shutil.py	move	876		845	0	28	copy_function(src, real_dst)
shutil.py	rmtree	763		722	0	39	onerror(os.lstat, path, sys.exc_info())
socket.py	create_connection	840		827	11	50	for res in getaddrinfo(host, port, 0, SOCK_STREAM):
socket.py	create_connection	849		836	0	16	sock.connect(sa)
socket.py	create_connection	864		851	0	19	raise exceptions[0]
socket.py	getaddrinfo	977		962	11	70	for res in _socket.getaddrinfo(host, port, family, type, proto, flags):
socket.py	readinto	719		706	7	30	return self._sock.recv_into(b)
socketserver.py	__init__	457		456	0	18	self.server_bind()
socketserver.py	server_bind	478		472	0	37	self.socket.bind(self.server_address)
statistics.py	mean	490		432	0	62	raise StatisticsError('mean requires at least one data point')
subprocess.py	__init__	1038		1026	0	60	self._execute_child(args, executable, preexec_fn, close_fds,
subprocess.py	_check_timeout	1265		1253	0	21	raise TimeoutExpired(
subprocess.py	_communicate	2131		2109	0	58	self._check_timeout(endtime, orig_timeout, stdout, stderr)
subprocess.py	_communicate	2156		2134	0	48	self.wait(timeout=self._remaining_time(endtime))
subprocess.py	_execute_child	1974		1950	0	60	raise child_exception_type(errno_num, err_msg, err_filename)
subprocess.py	_wait	2060		2038	0	40	raise TimeoutExpired(self.args, timeout)
subprocess.py	check_call	421		413	0	38	raise CalledProcessError(retcode, cmd)
subprocess.py	check_output	474		466	7	64	return run(*popenargs, stdout=PIPE, timeout=timeout, check=True,
subprocess.py	communicate	1221		1209	17	59	stdout, stderr = self._communicate(input, endtime, timeout)
subprocess.py	run	556		548	5	32	with Popen(*popenargs, **kwargs) as process:
subprocess.py	run	558		550	17	60	stdout, stderr = process.communicate(input, timeout=timeout)
subprocess.py	run	579		571	0	47	raise CalledProcessError(retcode, process.args,
subprocess.py	wait	1276		1264	7	34	return self._wait(timeout=timeout)
tarfile.py	open	1865		1811	0	80	raise ReadError(f"file could not be opened successfully:\n{error_msgs_summary}")
tempfile.py	NamedTemporaryFile	582		563	7	47	file = _io.open(dir, mode, buffering=buffering,
tempfile.py	_mkstemp_inner	256		256	5	33	fd = _os.open(file, flags, 0o600)
tempfile.py	opener	579		560	11	66	fd, name = _mkstemp_inner(dir, prefix, suffix, flags, output_type)
urllib/request.py	__init__	292		322	0	13	self.full_url = url
urllib/request.py	_call_chain	466		496	9	20	result = func(*args)
urllib/request.py	_open	506		536	9	64	result = self._call_chain(self.handle_open, protocol, protocol +
urllib/request.py	_open	511		541	7	52	return self._call_chain(self.handle_open, 'unknown',
urllib/request.py	_parse	347		377	0	56	raise ValueError("unknown url type: %r" % self.full_url)
urllib/request.py	do_open	1319		1348	0	60	h.request(req.get_method(), req.selector, req.data, headers,
urllib/request.py	do_open	1322		1351	0	19	raise URLError(err)
urllib/request.py	do_open	1323		1352	4	19	r = h.getresponse()
urllib/request.py	error	533		563	7	30	return self._call_chain(*args)
urllib/request.py	full_url	318		348	0	13	self._parse()
urllib/request.py	http_error_default	613		643	0	50	raise HTTPError(req.full_url, code, msg, hdrs, fp)
urllib/request.py	http_open	1348		1377	7	52	return self.do_open(http.client.HTTPConnection, req)
urllib/request.py	http_response	604		634	11	29	response = self.parent.error(
urllib/request.py	open	473		503	6	28	req = Request(fullurl, data)
urllib/request.py	open	489		519	11	32	response = self._open(req, data)
urllib/request.py	open	495		525	11	30	response = meth(req, response)
urllib/request.py	unknown_open	1395		1419	0	45	raise URLError('unknown url type: %s' % type)
urllib/request.py	urlopen	189		216	7	38	return opener.open(url, data, timeout)
uuid.py	__init__	181		178	0	56	raise ValueError('badly formed hexadecimal UUID string')
zipfile/__init__.py	_RealGetContents	1452	zipfile.py	1369	0	42	raise BadZipFile("File is not a zip file")
zipfile/__init__.py	__init__	1385	zipfile.py	1302	0	23	self._RealGetContents()
'''


def known():
    """The lines by file, function and line of the interpreter that runs."""
    found = {}
    for row in LINES.strip().splitlines():
        file, function, line, other, number, first, last, text = row.split('\t')
        columns = (int(first), int(last)) if first else (None, None)
        found[file, function, int(line)] = (other or file, int(number), *columns, text)
    return found
