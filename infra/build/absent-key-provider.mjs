/** Stands for links of the AWS key chain that a function cannot use: there are no keys here, ask the next one. */
const noKeysHere = () => async () => {
  throw Object.assign(new Error('left out of the function bundle, see infra/build/left-out.ts'), {
    name: 'CredentialsProviderError',
    tryNextLink: true,
  });
};

export { noKeysHere as fromIni, noKeysHere as fromProcess, noKeysHere as fromSSO, noKeysHere as fromTokenFile };
