package main

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"
)

// The library's own formatter refuses bad tokens.
const credsFile = `-----BEGIN NATS USER JWT-----
%s
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
%s
------END USER NKEY SEED------
`

// A forger makes bad credentials out of good ones: the token to show and the seed to sign the nonce with.
type forger func(claims *jwt.UserClaims, good *credentials, signer nkeys.KeyPair) (token string, seed nkeys.KeyPair, err error)

var forgers = map[string]forger{
	"tampered":         tampered,
	"wrong-key":        wrongKey,
	"wrong-seed":       wrongSeed,
	"foreign-operator": foreignOperator,
	"expired":          expired,
}

func prepareBadCreds(flags *flag.FlagSet) func(string) error {
	path := credsFlag(flags)
	kind := flags.String("kind", "", "tampered, wrong-key, wrong-seed, foreign-operator or expired")
	out := flags.String("out", "", "file to write")
	signingSeed := flags.String("signing-seed", "", "file with the seed that signed the good credentials; only for --kind expired")
	return func(string) error {
		forge, known := forgers[*kind]
		if !known || *out == "" {
			return fmt.Errorf("%w: --kind tampered|wrong-key|wrong-seed|foreign-operator|expired and --out are needed", errUsage)
		}
		good, err := readCredentials(*path)
		if err != nil {
			return err
		}
		claims, err := jwt.DecodeUserClaims(good.token)
		if err != nil {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
		signer, err := readSeed(*signingSeed)
		if err != nil {
			return err
		}
		token, key, err := forge(claims, good, signer)
		if err != nil {
			return err
		}
		seed, err := key.Seed()
		if err != nil {
			return err
		}
		return os.WriteFile(*out, fmt.Appendf(nil, credsFile, token, seed), 0o600)
	}
}

func readSeed(path string) (nkeys.KeyPair, error) {
	if path == "" {
		return nil, nil
	}
	seed, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	return nkeys.FromSeed([]byte(strings.TrimSpace(string(seed))))
}

// tampered gives the user other rights under the signature of the true ones.
func tampered(claims *jwt.UserClaims, good *credentials, _ nkeys.KeyPair) (string, nkeys.KeyPair, error) {
	parts := strings.Split(good.token, ".")
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", nil, err
	}
	changed := strings.Replace(string(body), `"name":"`+claims.Name, `"name":"x`+claims.Name, 1)
	if changed == string(body) {
		return "", nil, fmt.Errorf("the token has no name to tamper with")
	}
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(changed))
	key, err := jwt.ParseDecoratedUserNKey(good.file)
	return strings.Join(parts, "."), key, err
}

// wrongKey signs the same claims with a key that the account does not know.
func wrongKey(claims *jwt.UserClaims, good *credentials, _ nkeys.KeyPair) (string, nkeys.KeyPair, error) {
	if claims.IssuerAccount == "" {
		claims.IssuerAccount = claims.Issuer
	}
	stranger, err := nkeys.CreateAccount()
	if err != nil {
		return "", nil, err
	}
	token, err := claims.Encode(stranger)
	if err != nil {
		return "", nil, err
	}
	key, err := jwt.ParseDecoratedUserNKey(good.file)
	return token, key, err
}

// wrongSeed shows somebody else's true token.
func wrongSeed(_ *jwt.UserClaims, good *credentials, _ nkeys.KeyPair) (string, nkeys.KeyPair, error) {
	key, err := nkeys.CreateUser()
	return good.token, key, err
}

// foreignOperator is a sound user of an account that another operator made.
func foreignOperator(claims *jwt.UserClaims, _ *credentials, _ nkeys.KeyPair) (string, nkeys.KeyPair, error) {
	account, err := nkeys.CreateAccount()
	if err != nil {
		return "", nil, err
	}
	key, err := nkeys.CreateUser()
	if err != nil {
		return "", nil, err
	}
	subject, err := key.PublicKey()
	if err != nil {
		return "", nil, err
	}
	user := jwt.NewUserClaims(subject)
	user.Name = claims.Name
	token, err := user.Encode(account)
	return token, key, err
}

// expired is the good token with its end in the past. It is refused for that alone only if the true key signs it.
func expired(claims *jwt.UserClaims, good *credentials, signer nkeys.KeyPair) (string, nkeys.KeyPair, error) {
	if signer == nil {
		return "", nil, fmt.Errorf("%w: --kind expired needs --signing-seed; without it make the user with expiresInSeconds and use await-expiry", errUsage)
	}
	claims.Expires = time.Now().Add(-time.Minute).Unix()
	token, err := claims.Encode(signer)
	if err != nil {
		return "", nil, err
	}
	key, err := jwt.ParseDecoratedUserNKey(good.file)
	return token, key, err
}
