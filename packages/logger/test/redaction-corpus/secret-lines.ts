import { type Case, secret } from "./case.js";
import type { Random } from "./random.js";

type Line = (name: string, value: string) => string;

/** Ways to write a name and its value, that hold for any name. */
const ASSIGNMENTS: readonly Line[] = [
  (name, value) => `${name}=${value}`,
  (name, value) => `level=info ${name}=${value} status=ok`,
  (name, value) => `${name} = "${value}"`,
  (name, value) => `export ${name}='${value}'`,
  (name, value) => `{"${name}":"${value}","page":2}`,
  (name, value) => `{ "${name}" : "${value}" }`,
  (name, value) => JSON.stringify({ body: JSON.stringify({ [name]: value }) }),
  (name, value) => JSON.stringify(JSON.stringify({ body: JSON.stringify({ [name]: value }) })),
  (name, value) => `{ ${name}: '${value}', id: 2 }`,
  (name, value) => `${name}: ${value}\nregion: eu\n`,
  (name, value) => `config:\n  ${name}: "${value}"\n`,
  (name, value) => `GET /a?page=2&${name}=${encodeURIComponent(value)}&x=1`,
  (name, value) => `a=1&${name}=${encodeURIComponent(value)}`,
  (name, value) => `next=%2Fa%3F${name}%3D${encodeURIComponent(encodeURIComponent(value))}%26x%3D1`,
  (name, value) => encodeURIComponent(JSON.stringify({ [name]: value, page: 2 })),
  (name, value) => `{:${name}=>"${value}", :id=>2}`,
  (name, value) => `{'${name}': '${value}', 'id': 2}`,
  (name, value) => `User(id=2, ${name}=${value}, active=true)`,
  (name, value) => `{Id:2 ${name}:${value} Active:true}`,
  (name, value) => `["${name}"]=> string(9) "${value}"`,
  (name, value) => `define('${name}', '${value}');`,
  (name, value) => `<${name}>${value}</${name}>`,
  (name, value) => `<user id="2" ${name}="${value}" />`,
  (name, value) => `<add key="${name}" value="${value}" />`,
  (name, value) => `<setting name="${name}">${value}</setting>`,
  (name, value) => `<ns:${name} type="text"><![CDATA[${value}]]></ns:${name}>`,
  (name, value) => `run --${name} ${value} --verbose`,
  (name, value) => `run --${name}=${value} --verbose`,
  (name, value) =>
    `--x7\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--x7--`,
  (name, value) => `mutation { login(email: "a@b.example", ${name}: "${value}") { id } }`,
  (name, value) => `\x1b[32m${name}\x1b[39m: \x1b[33m'${value}'\x1b[39m`,
  (name, value) => `${name.padEnd(24)} | ${value}`,
];

const LINE_NAMES = [
  ..."password db_password DB_PASSWORD_PROD newPassword clientSecret client_secret JWT_SECRET_V2".split(
    " ",
  ),
  ..."access_token refreshToken apiKey api_key SECRET_KEY_BASE REDIS_PASS aws_secret_access_key".split(
    " ",
  ),
  ..."AWS_SECRET_ACCESS_KEY privateKey pwd passphrase signingKey GITHUB_TOKEN passwort".split(" "),
];

/** Names and their values in texts of every form. */
export function assignments(random: Random): Case[] {
  return ASSIGNMENTS.flatMap((line) =>
    Array.from({ length: 6 }, () => {
      const name = random.pick(LINE_NAMES);
      const value = random.pick([random.password(), random.password(), random.opaque()]);
      const text = line(name, value);
      const written = [value, encodeURIComponent(value)].filter((each) => text.includes(each));
      return secret("name and value in a text", text, written.length > 0 ? written : [value]);
    }),
  );
}

/** Command lines, with the flags and habits of real tools. */
export function commandLines(random: Random): Case[] {
  const make: readonly Line[] = [
    (password) => `mysqldump -u root -p${password} shop`,
    (password) => `mysql --user=root --password=${password} -e "select 1"`,
    (password) => `PGPASSWORD=${password} psql -h db -U app`,
    (password) => `curl -u admin:${password} https://api.example.com/v1`,
    (password) => `curl --user "admin:${password}" https://api.example.com/v1`,
    (_, token) => `curl -H "Authorization: Bearer ${token}" https://api.example.com`,
    (_, token) => `curl -H 'X-Api-Key: ${token}' https://api.example.com`,
    (_, token) => `curl -H "PRIVATE-TOKEN: ${token}" https://gitlab.example.com/api/v4`,
    (password) => `docker login -u ci -p ${password} registry.example.com`,
    (password) => `docker run -e DB_PASSWORD=${password} app:1`,
    (password) => `sshpass -p ${password} ssh root@10.0.0.5`,
    (password) => `sshpass -p '${password}' scp a b`,
    (_, token) => `aws configure set aws_secret_access_key ${token}`,
    (_, token) => `aws secretsmanager put-secret-value --secret-id a --secret-string ${token}`,
    (password) =>
      `aws rds modify-db-instance --master-user-password ${password} --apply-immediately`,
    (password) => `kubectl create secret generic db --from-literal=password=${password}`,
    (_, token) => `kubectl config set-credentials ci --token=${token}`,
    (_, token) => `helm upgrade app . --set auth.password=${token}`,
    (password) => `openssl rsa -in key.pem -passin pass:${password}`,
    (_, token) => `vault login token=${token}`,
    (_, token) => `npm config set //registry.example.com/:_authToken ${token}`,
    (_, token) => `git clone https://oauth2:${token}@gitlab.example.com/a/b.git`,
    (_, token) => `git remote add o https://${token}@github.com/a/b.git`,
    (password) => `az login --service-principal -u app --password ${password} --tenant t`,
    (_, token) => `heroku config:set STRIPE_KEY=x SESSION_SECRET=${token}`,
    (password) => `$env:DB_PASSWORD = "${password}"; dotnet run`,
    (password) => `setx DB_PASSWORD "${password}"`,
    (password) => `net user ann ${password} /add /passwordreq:yes`,
    (password) => `redis-cli -h cache -a ${password} ping`,
    (password) => `mongodump --uri="mongodb://app:${password}@db/shop"`,
    (password) => `ldapsearch -D cn=admin -w ${password} -b dc=example`,
    (password) => `7z x backup.7z -p${password}`,
    (password) => `app --db-pass ${password} --port 80`,
    (_, token) => `app --api-key ${token}`,
    (_, token) => `app --token "${token}" deploy`,
  ];
  return make.map((line) => {
    const password = random.pick([`${random.text("base62", 12)}7`, `Tr0ub${random.digits(4)}`]);
    const token = random.text("base62", 40);
    const text = line(password, token);
    return secret("command line", text, text.includes(password) ? password : token);
  });
}

/** Files that tools keep their credentials in. */
export function credentialFiles(random: Random): Case[] {
  const files: readonly Line[] = [
    (_, token) =>
      `//registry.example.com/:_authToken=${token}\nregistry=https://registry.example.com/`,
    (_, token) => `//npm.example.com/:_auth=${token}\nalways-auth=true`,
    (password) => `//npm.example.com/:_password=${password}\n//npm.example.com/:username=ci`,
    (password) => `machine api.example.com login ann password ${password}`,
    (password) => `machine api.example.com\n  login ann\n  password ${password}\n`,
    (_, token) => `{"auths":{"https://index.docker.io/v1/":{"auth":"${token}"}}}`,
    (_, token) =>
      `{"auths":{"ghcr.io":{"username":"ci","password":"${token}","identitytoken":"${token}"}}}`,
    (_, token) => `apiVersion: v1\nusers:\n- name: ci\n  user:\n    client-key-data: ${token}\n`,
    (_, token) => `users:\n- name: ci\n  user:\n    token: ${token}\n`,
    (_, token) => `kind: Secret\nmetadata:\n  name: db\ndata:\n  password: ${token}\n`,
    (password) => `db.example.com:5432:shop:app:${password}`,
    (_, token) => `https://ann:${token}@github.com\n`,
    (_, token) =>
      `[default]\naws_access_key_id = x\naws_secret_access_key = ${token}\nregion = eu-west-1`,
    (_, token) => `[default]\naws_session_token=${token}`,
    (password) => `[pypi]\nusername = __token__\npassword = ${password}\n`,
    (password) => `[global]\nindex-url = https://ci:${password}@pypi.example.com/simple\n`,
    (password) => `spring.datasource.username=app\nspring.datasource.password=${password}\n`,
    (password) => `spring:\n  datasource:\n    username: app\n    password: ${password}\n`,
    (password) => `define( 'DB_PASSWORD', '${password}' );\ndefine( 'DB_HOST', 'localhost' );`,
    (_, token) => `define('AUTH_KEY',         '${token}');`,
    (_, token) => `SECRET_KEY = '${token}'\nDEBUG = False`,
    (password) => `DATABASES = {'default': {'USER': 'app', 'PASSWORD': '${password}'}}`,
    (password) =>
      `<server><id>repo</id><username>ci</username><password>${password}</password></server>`,
    (password) =>
      `<connectionStrings><add name="db" connectionString="Server=db;User Id=app;Password=${password}" /></connectionStrings>`,
    (password) => `db_password = "${password}"\nregion      = "eu-west-1"\n`,
    (password) => `requirepass ${password}\nport 6379`,
    (password) => `ansible_become_password: ${password}\nansible_user: root`,
    (_, token) =>
      `{"type":"service_account","project_id":"p","private_key_id":"${random.text("hex", 40)}","client_secret":"${token}"}`,
    (_, token) => `{"installed":{"client_id":"1.apps.example","client_secret":"${token}"}}`,
    (password) => `DATABASE_URL=postgres://app:${password}@db:5432/shop\nPORT=80`,
    (password) =>
      `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="${password}";`,
    (password) => `network={\n  ssid="home"\n  psk="${password}"\n}`,
    (_, token) => `root:$6$${token.slice(0, 16)}$${token}:19700:0:99999:7:::`,
    (_, token) => `ann:$2y$10$${token.slice(0, 22)}${token.slice(0, 31)}`,
  ];
  return files.map((file) => {
    const password = `${random.text("base62", 14)}8`;
    const token = random.text("base62", 48);
    const text = file(password, token);
    return secret(
      "credentials file",
      text,
      text.includes(password) ? password : token.slice(0, 31),
    );
  });
}

/** Sentences that say that the next word is a secret. */
export function prose(random: Random): Case[] {
  const sentences: readonly Line[] = [
    (password) => `Your password is ${password}`,
    (password) => `The new password: ${password}`,
    (password) => `login failed with password "${password}"`,
    (password) => `set password to ${password} for ann`,
    (password) => `Temporary password is '${password}', change it soon`,
    (password) => `user ann, password ${password}, role admin`,
    (_, token) => `Invalid API key: ${token}`,
    (_, token) => `API key ${token} is not valid`,
    (_, token) => `token ${token} has expired`,
    (_, token) => `refresh token '${token}' was revoked`,
    (_, token) => `using secret ${token}`,
    (_, token) => `rejected token: ${token}`,
    (_, token) => `no session for cookie sid=${token}`,
    (password) => `IDENTIFIED BY '${password}'`,
    (password) => `ALTER USER app WITH PASSWORD '${password}'`,
    (password) => `CREATE USER app WITH ENCRYPTED PASSWORD '${password}' LOGIN`,
    (password) => `Passwort: ${password}`,
    (password) => `Access denied for user 'app' (using password: ${password})`,
  ];
  return sentences.flatMap((sentence) =>
    [0, 1].map(() => {
      const password = `${random.text("base62", 11)}5`;
      const token = random.text("base62", 40);
      const text = sentence(password, token);
      return secret("prose", text, text.includes(password) ? password : token);
    }),
  );
}
