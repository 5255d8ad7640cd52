/** A certificate that nobody trusts, and its key, for a server in tests. Both were made for this file and are of no other use. */
export const SELF_SIGNED = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUZqnDZoErBLmEEMPLncDLNx+WSScwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPcmVkbGluZS5pbnZhbGlkMCAXDTI2MTEyMTEyMTEzNloYDzIx
MjYxMDI4MTIxMTM2WjAaMRgwFgYDVQQDDA9yZWRsaW5lLmludmFsaWQwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAATT+doW8e4lXomGTozjmKkVCEfxLrsHHZrhWq1j
TDKJEqaQyJDmcdHOQCagCVkuQlK+7+RHnxxbl9rRdr7N5RE1o1MwUTAdBgNVHQ4E
FgQUr81wcLkmYy8Sj8QFgkatLjqIsc8wHwYDVR0jBBgwFoAUr81wcLkmYy8Sj8QF
gkatLjqIsc8wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiA+yyxd
zTJb6FKSMbn1js+GH6cUjXobHyGzCa+sVCSZMwIhAI/kp7mIicTdv2YePAC/d4JE
FySsK3IhSFf4WcF+arY/
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHGUkP2avdbqAV069
uu+nyoETkp+E+TFvmjZaLnu7802hRANCAATT+doW8e4lXomGTozjmKkVCEfxLrsH
HZrhWq1jTDKJEqaQyJDmcdHOQCagCVkuQlK+7+RHnxxbl9rRdr7N5RE1
-----END PRIVATE KEY-----
`,
};
