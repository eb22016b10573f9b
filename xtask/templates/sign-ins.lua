-- Each request signs in, with the right password.
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = string.format('{"username":"%s","password":"%s"}',
  os.getenv("SIGN_IN_NAME"), os.getenv("SIGN_IN_PASSWORD"))
